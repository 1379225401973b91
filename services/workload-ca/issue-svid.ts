import { parseSpiffeId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { type AuthorityLife, activeAuthority, ensureAuthorities } from './authority';
import { BACKDATE_MS, checkTtl, PolicyError } from './ca-policy';
import type { CaStore } from './ca-store';
import { loadSigner } from './load-signer';
import { makeLeaf } from './make-certificate';
import { makeTrustFiles, type TrustFiles } from './trust-files';

/** What the CA hands to a workload. `svidPem` is the leaf and its intermediate. */
export type IssuedSvid = TrustFiles & {
  svidPem: string;
  keyPem: string;
  serial: string;
  notBefore: Date;
  notAfter: Date;
};

type IssueOptions = {
  spiffeId: string;
  trustDomain: string;
  ttlSeconds: number;
  dnsNames?: readonly string[];
  now?: Date;
  lives?: AuthorityLife;
};

/**
 * Issues one X.509-SVID. Call it under the CA's lock.
 * @throws {PolicyError} when the name is not of this trust domain or the life is too long.
 */
export async function issueSvid(store: CaStore, options: IssueOptions): Promise<IssuedSvid> {
  const { trustDomain, ttlSeconds, now = new Date() } = options;
  checkTtl(ttlSeconds);
  const id = parseSpiffeId(options.spiffeId);
  if (!id || id.path === '' || id.trustDomain !== trustDomain) {
    throw new PolicyError(`The CA issues for spiffe://${trustDomain}/<name> only.`);
  }
  const { authorities } = await ensureAuthorities(store, trustDomain, now, options.lives);
  const authority = activeAuthority(authorities, 'intermediate', now);
  if (!authority) throw new PolicyError('No authority is active.');
  const wanted = new Date(now.getTime() + ttlSeconds * 1_000);
  const notAfter = wanted < authority.notAfter ? wanted : authority.notAfter;
  const notBefore = new Date(now.getTime() - BACKDATE_MS);
  const signer = await loadSigner(authority.certPem, authority.keyPem);
  const { dnsNames = [] } = options;
  const leaf = await makeLeaf({ spiffeId: id.id, dnsNames, signer, notBefore, notAfter });
  await store.addIssued({
    serial: leaf.serial,
    spiffeId: id.id,
    issuer: authority.id,
    notBefore,
    notAfter,
  });
  return {
    ...(await makeTrustFiles(store, authorities, now)),
    svidPem: leaf.certPem + authority.certPem,
    keyPem: leaf.keyPem,
    serial: leaf.serial,
    notBefore,
    notAfter,
  };
}
