import type { Command } from 'commander';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Mode } from '@/lib/auth/principal';
import { ALL_SCOPES, isScope, SCOPE_PRESETS, type Scope } from '@/lib/auth/scope';
import { describeKey } from './describe-key';
import { operatorPrincipal } from './operator-principal';
import { parseDuration } from './parse-duration';
import { printResult } from './print-result';

type Options = {
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

async function create(options: Options): Promise<void> {
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
