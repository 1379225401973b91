import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { getEnv } from '@/lib/env';
import { activateNext, publishTrustNow, revokeSvid } from '@/services/workload-ca/operate-ca';
import { caDirectory } from '@/services/workload-ca/ca-folders';
import { CaStore } from '@/services/workload-ca/ca-store';
import { issueSvid } from '@/services/workload-ca/issue-svid';
import { withLock } from '@/services/workload-ca/lock-store';
import { toWorkloadFiles } from '@/services/workload-ca/workload-files';
import { parseDuration } from './parse-duration';
import { printResult } from './print-result';

/** @throws {Error} outside a local system: there the certificates are SPIRE's or cert-manager's. */
export function requireLocal(): void {
  if (getEnv().DEPLOYMENT === 'local') return;
  throw new Error(
    'The development CA exists with DEPLOYMENT=local only. Run `npm start` once, or set DEPLOYMENT=local.',
  );
}

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

async function revoke(options: { serial: string; json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const record = await withLock(store.directory, async () => {
    const revoked = await revokeSvid(store, options.serial);
    await publishTrustNow(store, getEnv().SPIFFE_TRUST_DOMAIN);
    return revoked;
  });
  const { serial, at } = record;
  const text = `Revoked ${serial}. The new CRL is with every workload.`;
  printResult(options.json, { serial, revoked_at: at.toISOString() }, text);
}

/** `tollgate cert revoke`: puts a certificate on the CRL and hands the CRL to every workload. */
export function registerCertRevoke(cert: Command): void {
  cert
    .command('revoke')
    .description('revoke a certificate of the development CA')
    .requiredOption('--serial <hex>', 'as `cert list` shows it')
    .option('--json', 'print one JSON object')
    .action(revoke);
}

type Row = { serial: string; spiffe_id: string; not_after: string; status: string };

async function list(options: { json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const revoked = new Set((await store.revoked()).map(({ serial }) => serial));
  const now = new Date();
  const rows: Row[] = (await store.issued())
    .sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime())
    .map(({ serial, spiffeId, notAfter }) => ({
      serial,
      spiffe_id: spiffeId,
      not_after: notAfter.toISOString(),
      status: revoked.has(serial) ? 'revoked' : notAfter <= now ? 'expired' : 'valid',
    }));
  const lines = rows.map(
    (row) => `${row.serial}  ${row.status}  ${row.not_after}  ${row.spiffe_id}`,
  );
  printResult(
    options.json,
    { certificates: rows },
    lines.join('\n') || 'No certificate is issued.',
  );
}

/** `tollgate cert list`: what the development CA has issued and not yet forgotten. */
export function registerCertList(cert: Command): void {
  cert
    .command('list')
    .description('list the certificates of the development CA')
    .option('--json', 'print one JSON object')
    .action(list);
}

async function rotate({ json }: { json?: boolean }): Promise<void> {
  requireLocal();
  const store = await CaStore.open(caDirectory());
  const { SPIFFE_TRUST_DOMAIN } = getEnv();
  const { serial } = await withLock(store.directory, async () => {
    const activated = await activateNext(store, SPIFFE_TRUST_DOMAIN, 'intermediate');
    await publishTrustNow(store, SPIFFE_TRUST_DOMAIN);
    return activated;
  });
  const text = `Authority ${serial} signs from now on; the one before stays trusted until it ends.`;
  printResult(json, { serial }, text);
}

/** `tollgate cert rotate-authority`: the next authority of the development CA signs from now on. */
export function registerCertRotateAuthority(cert: Command): void {
  cert
    .command('rotate-authority')
    .description('let the next authority of the development CA sign now; fails no call')
    .option('--json', 'print one JSON object')
    .action(rotate);
}

/** Adds `tollgate cert issue|revoke|list|rotate-authority`. */
export function registerCertCommands(program: Command): void {
  const cert = program.command('cert').description('workload certificates of the development CA');
  registerCertIssue(cert);
  registerCertRevoke(cert);
  registerCertList(cert);
  registerCertRotateAuthority(cert);
}
