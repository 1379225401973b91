import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { getEnv } from '@/lib/env';
import { caDirectory } from '@/services/workload-ca/ca-folders';
import { CaStore } from '@/services/workload-ca/ca-store';
import { issueSvid } from '@/services/workload-ca/issue-svid';
import { withLock } from '@/services/workload-ca/lock-store';
import { toWorkloadFiles } from '@/services/workload-ca/workload-files';
import { requireLocal } from './cert-authority';
import { parseDuration } from './parse-duration';
import { printResult } from './print-result';

type IssueOptions = { spiffeId: string; ttl: string; out: string; dns: string[]; json?: boolean };

async function writeFiles(directory: string, files: Readonly<Record<string, string>>) {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const draft = path.join(directory, `.${name}.tmp`);
    await writeFile(draft, content, { mode: name.includes('key') ? 0o600 : 0o644 });
    await rename(draft, path.join(directory, name));
  }
}

async function issue(options: IssueOptions): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const svid = await withLock(store.directory, () =>
    issueSvid(store, {
      spiffeId: options.spiffeId,
      trustDomain: getEnv().SPIFFE_TRUST_DOMAIN,
      ttlSeconds: parseDuration(options.ttl),
      dnsNames: options.dns,
    }),
  );
  await writeFiles(options.out, toWorkloadFiles(svid));
  printResult(
    options.json,
    {
      spiffe_id: options.spiffeId,
      serial: svid.serial,
      not_after: svid.notAfter.toISOString(),
      out: options.out,
    },
    `Issued ${options.spiffeId}, serial ${svid.serial}, valid until ${svid.notAfter.toISOString()}, in ${options.out}`,
  );
}

/** `tollgate cert issue`: a certificate of the development CA, whether its process runs or not. */
export function registerCertIssue(cert: Command): void {
  cert
    .command('issue')
    .description('issue a workload certificate with the development CA')
    .requiredOption('--spiffe-id <id>', 'spiffe://<trust domain>/<name>')
    .option('--ttl <duration>', 'how long it lives, an hour at most', '1h')
    .option('--dns <name>', 'a DNS name besides; may repeat', collect, [])
    .requiredOption('--out <dir>', 'folder for svid.pem, svid_key.pem, bundle.pem and crl.pem')
    .option('--json', 'print one JSON object')
    .action(issue);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
