import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { replaceMachineCertificate } from '@/lib/auth/oauth/authorization-server/replace-machine-certificate';
import { operatorPrincipal } from './operator-principal';
import { printResult } from './print-result';

type Options = {
  machineCertificate: string;
  user: string;
  workspace?: string;
  atOnce?: boolean;
  json?: boolean;
};

async function replace(clientId: string, options: Options): Promise<void> {
  const { machineCertificate, user, workspace, atOnce = false, json } = options;
  const principal = await operatorPrincipal(user, 'test', workspace);
  const { fingerprint, subject, spiffeId, notAfter } = await replaceMachineCertificate(
    principal,
    clientId,
    { pem: readFileSync(machineCertificate, 'utf8'), overlap: !atOnce },
  );
  const expires = notAfter.toISOString();
  const before = atOnce ? 'works no more' : 'works for another day';
  const lines = [
    `sha256: ${fingerprint}`,
    `subject: ${subject || 'none'}`,
    ...(spiffeId ? [`spiffe_id: ${spiffeId}`] : []),
    `expires: ${expires}`,
    `It is bound to ${clientId} now. The one before ${before}.`,
  ];
  const result = { client_id: clientId, fingerprint, subject, spiffe_id: spiffeId, expires };
  printResult(json, result, lines.join('\n'));
}

/** `tollgate app replace-certificate`: a machine client's next certificate. */
export function registerReplaceCertificate(app: Command): void {
  app
    .command('replace-certificate')
    .description('bind another certificate to a machine client; the one before works for a day')
    .argument('<client-id>', 'what `app create` printed')
    .requiredOption('--machine-certificate <file>', 'the new certificate (PEM)')
    .option('--at-once', 'the one before works no more: for a key that may have leaked')
    .option('--user <user>', 'who owns the workspace that registered it', 'ada')
    .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
    .option('--json', 'print one JSON object')
    .action(replace);
}
