import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { encryptionVersions } from '@/lib/encryption';
import { getEnv } from '@/lib/env';
import { countByVersion, rewriteEncrypted } from './encrypted-column.repository';
import { printResult } from './print-result';

type Options = { json?: boolean };

const KEY_BYTES = 32;
const LINE = /^ENCRYPTION_KEYS=(.*)$/m;

/** Adds a key to this machine's own file, which is written whole or not at all. */
function rotate({ json }: Options): void {
  const { DATA_DIR, DEPLOYMENT } = getEnv();
  if (DEPLOYMENT !== 'local') {
    throw new Error('In production ENCRYPTION_KEYS comes from your secret store: add a key there.');
  }
  const file = path.join(DATA_DIR, 'local.env');
  const text = readFileSync(file, 'utf8');
  const present = LINE.exec(text)?.[1];
  if (!present) throw new Error(`${file} has no ENCRYPTION_KEYS. Run \`npm start\` once.`);
  const version = Math.max(...present.split(',').map((entry) => Number.parseInt(entry, 10))) + 1;
  const keys = `${present},${version}:${randomBytes(KEY_BYTES).toString('base64url')}`;
  writeFileSync(`${file}.part`, text.replace(LINE, `ENCRYPTION_KEYS=${keys}`), { mode: 0o600 });
  renameSync(`${file}.part`, file);
  printResult(
    json,
    { version },
    `Key ${version} is in ${file}. Restart, then: encryption-keys rewrite`,
  );
}

async function rewrite({ json }: Options): Promise<void> {
  const rewritten = await rewriteEncrypted();
  const version = encryptionVersions().at(-1);
  printResult(
    json,
    { rewritten, version },
    `${rewritten} secrets closed anew with key ${version}.`,
  );
}

async function list({ json }: Options): Promise<void> {
  const counts = await countByVersion();
  const versions = [...new Set([...encryptionVersions(), ...counts.keys()])];
  const keys = versions.map((version) => ({ version, secrets: counts.get(version) ?? 0 }));
  const lines = keys.map(({ version, secrets }) => `${version}  ${secrets} secrets`);
  printResult(json, { keys }, lines.join('\n'));
}

/** Adds `tollgate encryption-keys rotate|rewrite|list`. */
export function registerEncryptionCommands(program: Command): void {
  const group = program
    .command('encryption-keys')
    .description('keys of what is stored encrypted; docs/runbooks/rotate-encryption-keys.md');
  const add = (name: string, description: string) =>
    group.command(name).description(description).option('--json', 'print one JSON object');
  add('rotate', 'add a key on this machine; used after a restart').action(rotate);
  add('rewrite', 'close every stored secret with the newest key').action(rewrite);
  add('list', 'how many stored secrets need each key').action(list);
}
