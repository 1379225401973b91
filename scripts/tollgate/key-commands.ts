import type { Command } from 'commander';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { ROLL_OVERLAPS, rollApiKey, type RollOverlap } from '@/lib/auth/api-key/roll-api-key';
import type { Mode } from '@/lib/auth/principal';
import { ALL_SCOPES, isScope, type Scope, SCOPE_PRESETS } from '@/lib/auth/scope';
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
  });
  if (!options.json) console.error('The key is shown this one time:');
  printResult(options.json, { key, ...describeKey(view) }, key);
}

function readMode(text: string): Mode {
  if (text === 'test' || text === 'live') return text;
  throw new Error(`--mode is test or live, not "${text}".`);
}

/** Attack: an unset variable of a script must not become 0, which lifts the limit. */
function readRateLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--rate-limit is requests a minute, or 0 for no limit, not "${text}".`);
}

function readScopes(text: string): Scope[] {
  const names = text.split(',').map((name) => name.trim());
  return names.flatMap((name) => {
    if (isScope(name)) return [name];
    if (name === 'ingest' || name === 'read-only') return SCOPE_PRESETS[name].scopes;
    if (name === 'all') return ALL_SCOPES;
    throw new Error(`There is no scope "${name}". There are: ${ALL_SCOPES.join(', ')}.`);
  });
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
    .option('--name <name>', 'what its owner calls it', 'made on the command line')
    .option('--expires-in <duration>', '90s, 5m, 1h or 30d; 90d if left out, 366d at most')
    .option('--allow-cidr <range>', 'address or range that may use it; may repeat', collect, [])
    .option('--rate-limit <number>', 'requests a minute; 0 lifts the limit')
    .option('--json', 'print one JSON object')
    .action(create);
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

async function roll(id: string, options: { overlap: string; json?: boolean }): Promise<void> {
  const overlap = readOverlap(options.overlap);
  const { key, view } = await rollApiKey(await operatorForKey(id), id, { overlap });
  if (!options.json) console.error('The new key is shown this one time:');
  printResult(options.json, { key, ...describeKey(view) }, key);
}

function readOverlap(text: string): RollOverlap {
  const overlap = (Object.keys(ROLL_OVERLAPS) as RollOverlap[]).find((name) => name === text);
  if (overlap) return overlap;
  throw new Error(`--overlap is 0, 1h, 24h or 7d, not "${text}".`);
}

/** `tollgate key roll <id>`: a new secret under the same id; the old one goes on for the overlap. */
export function registerKeyRoll(key: Command): void {
  key
    .command('roll')
    .description('give a key a new secret; it is printed once')
    .argument('<id>', 'the 8 characters after tg_…_')
    .option('--overlap <time>', '0, 1h, 24h or 7d after the first use of the new secret', '24h')
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
