import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { IssuedSvid } from './issue-svid';
import { type FileSet, publishFiles } from './publish-files';
import type { TrustFiles } from './trust-files';

/** The names that SPIRE's helper uses, too. */
export function toWorkloadFiles(svid: IssuedSvid): FileSet {
  return {
    'svid.pem': svid.svidPem,
    'svid_key.pem': svid.keyPem,
    'bundle.pem': svid.bundlePem,
    'crl.pem': svid.crlPem,
  };
}

/** Publishes a new identity for one workload. */
export function publishSvid(directory: string, svid: IssuedSvid): Promise<void> {
  return publishFiles(directory, toWorkloadFiles(svid));
}

/** Publishes new trust and CRLs beside the identity that a workload has. Nothing where it has none. */
export async function publishTrust(directory: string, trust: TrustFiles): Promise<void> {
  const read = (name: string) => readFile(path.join(directory, name), 'utf8');
  const svid = await read('svid.pem').catch(() => undefined);
  if (svid === undefined) return;
  await publishFiles(directory, {
    'svid.pem': svid,
    'svid_key.pem': await read('svid_key.pem'),
    'bundle.pem': trust.bundlePem,
    'crl.pem': trust.crlPem,
  });
}
