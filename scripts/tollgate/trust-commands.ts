import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { isPlatform, PLATFORM_NAMES } from '@/lib/auth/oauth/workload-federation/platform';
import {
  createTrustRule,
  listTrustRules,
  revokeTrustRule,
  type TrustRuleView,
} from '@/lib/auth/oauth/workload-federation/trust-rules';
import { isScope } from '@/lib/auth/scope';
import { ProblemError } from '@/lib/http/problem';
import { operatorPrincipal } from './operator-principal';
import { parseDuration } from './parse-duration';
import { printResult } from './print-result';

type Whose = { user: string; workspace?: string; mode: string; json?: boolean };

type CreateOptions = Whose & {
  name?: string;
  issuer: string;
  audience: string;
  platform?: string;
  claim: string[];
  scopes: string;
  allowCidr: string[];
  jwks?: string;
  reusable?: boolean;
  expiresIn?: string;
};

async function create(options: CreateOptions): Promise<void> {
  const principal = await asOperator(options);
  const { platform, expiresIn } = options;
  if (platform !== undefined && !isPlatform(platform)) {
    throw new Error(`The platform is one of ${PLATFORM_NAMES.join(', ')}.`);
  }
  const rule = await createTrustRule(principal, {
    name: options.name ?? options.claim[0] ?? options.issuer,
    issuer: options.issuer,
    audience: options.audience,
    ...(platform ? { platform } : {}),
    claims: Object.fromEntries(options.claim.map(readClaim)),
    scopes: options.scopes.split(',').map(readScope),
    mode: principal.mode,
    allowedCidrs: options.allowCidr,
    jwks: options.jwks ? JSON.parse(readFileSync(options.jwks, 'utf8')) : null,
    reusable: options.reusable ?? false,
    expiresAt: expiresIn ? new Date(Date.now() + parseDuration(expiresIn) * 1000) : null,
  }).catch(explain);
  printResult(options.json, toJson(rule), describe(rule));
}

async function list(options: Whose): Promise<void> {
  const rules = await listTrustRules(await asOperator(options));
  const text = rules.map(describe).join('\n\n') || `No trust rule in ${options.mode} mode.`;
  printResult(options.json, { data: rules.map(toJson) }, text);
}

async function revoke(id: string, options: Whose): Promise<void> {
  await revokeTrustRule(await asOperator(options), id).catch((error: unknown) => {
    if (!(error instanceof ProblemError) || error.slug !== 'not-found') throw error;
    throw new Error(`The workspace has no trust rule "${id}" in force. See tollgate trust list.`);
  });
  printResult(
    options.json,
    { id, revoked: true },
    `${id} is revoked, with every token it gave out.`,
  );
}

async function asOperator({ user, workspace, mode }: Whose) {
  if (mode !== 'test' && mode !== 'live') throw new Error('The mode is test or live.');
  return operatorPrincipal(user, mode, workspace);
}

function readClaim(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`Write a claim as name=value, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readScope(text: string) {
  if (!isScope(text)) throw new Error(`There is no scope "${text}".`);
  return text;
}

function explain(error: unknown): never {
  const errors = error instanceof ProblemError ? error.options.errors : undefined;
  if (!errors) throw error;
  throw new Error(errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('\n'));
}

function toJson(rule: TrustRuleView): object {
  const { allowedCidrs, ownKeys, createdAt, expiresAt, lastUsed, lastRefusal, ...rest } = rule;
  return {
    ...rest,
    allowed_cidrs: allowedCidrs,
    own_keys: ownKeys,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    last_used_at: lastUsed?.at.toISOString() ?? null,
    last_refusal: lastRefusal?.reason ?? null,
  };
}

function describe(rule: TrustRuleView): string {
  const claims = Object.entries(rule.claims).map(([name, value]) => `${name}=${value}`);
  return [
    `${rule.id}  ${rule.name}`,
    `  issuer    ${rule.issuer} (${rule.platform})`,
    `  audience  ${rule.audience}`,
    `  claims    ${claims.join(', ')}`,
    `  scopes    ${rule.scopes.join(', ')} in ${rule.mode} mode`,
    ...(rule.lastUsed
      ? [`  used      ${rule.lastUsed.at.toISOString()} ${rule.lastUsed.subject}`]
      : []),
    ...(rule.lastRefusal
      ? [`  refused   ${rule.lastRefusal.at.toISOString()} ${rule.lastRefusal.reason}`]
      : []),
  ].join('\n');
}

/** Adds `tollgate trust create|list|revoke`. */
export function registerTrustCommands(program: Command): void {
  const trust = program.command('trust').description('CI jobs that need no stored key');
  const whose = (command: Command) =>
    command
      .option('--user <user>', 'whose workspace', 'ada')
      .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
      .option('--mode <mode>', 'test or live data', 'test')
      .option('--json', 'print one JSON object');
  whose(trust.command('create'))
    .description('trust the jobs of an issuer that have exactly these claims')
    .requiredOption('--issuer <url>', 'the iss of the tokens')
    .requiredOption('--audience <audience>', 'the aud of the tokens')
    .requiredOption('--claim <name=value>', 'may repeat; one must identify the job', collect, [])
    .requiredOption('--scopes <scopes>', 'comma-separated')
    .option('--name <name>', 'what people read')
    .option('--platform <platform>', `${PLATFORM_NAMES.join(', ')}; else known by the issuer`)
    .option('--allow-cidr <cidr>', 'from where; may repeat', collect, [])
    .option('--jwks <file>', "the issuer's public keys, where they are not on the internet")
    .option('--reusable', 'one token can be exchanged again: for platforms that cache theirs')
    .option('--expires-in <duration>', 'such as 30d; never if left out')
    .action(create);
  whose(trust.command('list')).description('the rules in force').action(list);
  whose(trust.command('revoke'))
    .description('end a rule and every token that it gave out, at once')
    .argument('<id>', 'tru_…')
    .action(revoke);
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
