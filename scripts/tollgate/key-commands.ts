import type { Command } from 'commander';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import { readMode, readOverlap, readPublicKeyFile, readRateLimit, readScopes } from './key-options';
import { operatorForKey } from './operator.repository';
import { operatorPrincipal } from './operator-principal';
import { parseDuration } from './parse-duration';
import { printResult } from './print-result';

/** A key as `--json` prints it, without its secret. */
export function describeKey(view: ApiKeyView) {
  return {
    id: view.id,
    masked: view.masked,
    name: view.name,
    mode: view.mode,
    scopes: view.scopes,
    status: view.status,
    allowed_cidrs: view.allowedCidrs,
    rate_limit: view.rateLimit,
    bound: view.bound,
    created_at: view.createdAt,
    expires_at: view.expiresAt,
    revoked_at: view.revokedAt,
    last_used_at: view.lastUsedAt,
    owner: view.ownerName,
  };
}

type CreateOptions = {
  user: string;
  workspace?: string;
  scopes: string;
  mode: string;
  name: string;
  expiresIn?: string;
  allowCidr: string[];
  rateLimit?: string;
  publicKey?: string;
  json?: boolean;
};

async function create(options: CreateOptions): Promise<void> {
  const mode = readMode(options.mode);
  const principal = await operatorPrincipal(options.user, mode, options.workspace);
  const { key, view } = await issueApiKey(principal, {
    name: options.name,
    scopes: readScopes(options.scopes),
    mode,
    ...(options.expiresIn === undefined
      ? {}
      : { expiresInSeconds: parseDuration(options.expiresIn) }),
    allowedCidrs: options.allowCidr,
    ...(options.rateLimit === undefined ? {} : { rateLimit: readRateLimit(options.rateLimit) }),
    ...(await readPublicKeyFile(options.publicKey)),
  });
  if (!options.json) console.error('The key is shown this one time:');
  printResult(options.json, { key, ...describeKey(view) }, key);
}

/** `tollgate key create`: makes a key for a user and prints it, this one time. */
export function registerKeyCreate(key: Command): void {
  key
    .command('create')
    .description('make a key; it is printed once')
    .requiredOption('--user <user>', 'e-mail address, the part before its @, or user id')
    .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
    .requiredOption('--scopes <scopes>', 'comma-separated; or ingest, read-only, all')
    .option('--mode <mode>', 'test or live', 'test')
    .option('--name <name>', 'what its owner calls it; the date if left out', nameByDate())
    .option('--expires-in <duration>', '90s, 5m, 1h or 30d; 90d if left out, 366d at most')
    .option('--allow-cidr <range>', 'address or range that may use it; may repeat', collect, [])
    .option('--rate-limit <number>', 'requests a minute; 0 lifts the limit')
    .option(
      '--public-key <file>',
      'JWK or PEM (ES256 or Ed25519); the key works only with its pair',
    )
    .option('--json', 'print one JSON object')
    .action(create);
}

/** So that keys made without a name can be told apart, e.g. `CLI, 30 Nov 2026, 22:46 UTC`. */
function nameByDate(now = new Date()): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `CLI, ${new Intl.DateTimeFormat('en-GB', format).format(now)} UTC`;
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

type ListOptions = { user: string; workspace?: string; json?: boolean };

async function list({ user, workspace, json }: ListOptions): Promise<void> {
  const principal = await operatorPrincipal(user, 'test', workspace);
  const keys = await listApiKeys(principal);
  const lines = keys.map((key) =>
    [
      key.masked,
      key.status.padEnd(7),
      `until ${key.expiresAt.toISOString().slice(0, 10)}`,
      key.bound ? `bound ${key.bound.alg}` : 'bearer',
      key.name,
      key.scopes.join(','),
    ].join('  '),
  );
  const text = lines.length > 0 ? lines.join('\n') : 'No keys.';
  printResult(json, { keys: keys.map(describeKey) }, text);
}

/** `tollgate key list`: the keys of a workspace, both modes, without their secrets. */
export function registerKeyList(key: Command): void {
  key
    .command('list')
    .description('list the keys of a workspace')
    .option('--user <user>', 'whose workspace', 'ada')
    .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
    .option('--json', 'print one JSON object')
    .action(list);
}

type RollCommandOptions = { overlap: string; publicKey?: string; json?: boolean };

async function roll(id: string, options: RollCommandOptions): Promise<void> {
  const overlap = readOverlap(options.overlap);
  const { key, view } = await rollApiKey(await operatorForKey(id), id, {
    overlap,
    ...(await readPublicKeyFile(options.publicKey)),
  });
  if (!options.json) console.error('The new key is shown this one time:');
  printResult(options.json, { key, ...describeKey(view) }, key);
}

/** `tollgate key roll <id>`: a new secret under the same id; the old one goes on for the overlap. */
export function registerKeyRoll(key: Command): void {
  key
    .command('roll')
    .description('give a key a new secret; it is printed once')
    .argument('<id>', 'the 8 characters after tg_…_')
    .option('--overlap <time>', '0, 1h, 24h or 7d after the first use of the new secret', '24h')
    .option('--public-key <file>', 'JWK or PEM of a new pair; left out, the key keeps its pair')
    .option('--json', 'print one JSON object')
    .action(roll);
}

async function revoke(id: string, options: { reason: string; json?: boolean }): Promise<void> {
  const view = await revokeApiKey(await operatorForKey(id), id, options.reason);
  printResult(
    options.json,
    describeKey(view),
    `Revoked ${view.masked}. No process takes it any more.`,
  );
}

/** `tollgate key revoke <id>`: ends a key in every process at once. */
export function registerKeyRevoke(key: Command): void {
  key
    .command('revoke')
    .description('end a key, in every process at once')
    .argument('<id>', 'the 8 characters after tg_…_')
    .option('--reason <text>', 'what its owner reads', 'revoked by an operator')
    .option('--json', 'print one JSON object')
    .action(revoke);
}

/** Adds `tollgate key create|list|roll|revoke`. */
export function registerKeyCommands(program: Command): void {
  const key = program.command('key').description('API keys');
  registerKeyCreate(key);
  registerKeyList(key);
  registerKeyRoll(key);
  registerKeyRevoke(key);
}
