import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { replaceMachineCertificate } from '@/lib/auth/oauth/authorization-server/replace-machine-certificate';
import type { NewAppInput } from '@/lib/auth/oauth/authorization-server/app-schema';
import { FIRST_SCOPE, isScope, type Scope } from '@/lib/auth/scope';
import { operatorPrincipal } from './operator-principal';
import { printResult } from './print-result';

type ReplaceOptions = {
  machineCertificate: string;
  user: string;
  workspace?: string;
  atOnce?: boolean;
  json?: boolean;
};

async function replace(clientId: string, options: ReplaceOptions): Promise<void> {
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

type Options = {
  name: string;
  redirectUri: string[];
  user: string;
  workspace?: string;
  scopes: string;
  requiredScopes: string;
  public?: boolean;
  device?: boolean;
  machineCertificate?: string;
  postLogoutUri: string[];
  jwks?: string;
  resourceServer?: boolean;
  mode: string;
  json?: boolean;
};

async function create(options: Options): Promise<void> {
  requireWayIn(options);
  const principal = await operatorPrincipal(options.user, 'test', options.workspace);
  const { view, secret } = await registerApp(principal, {
    name: options.name,
    redirectUris: options.redirectUri,
    postLogoutRedirectUris: options.postLogoutUri,
    scopes: options.resourceServer ? [] : readScopes(options.scopes),
    resourceServer: options.resourceServer ?? false,
    ...(options.jwks ? { jwks: readJwks(options.jwks) } : {}),
    requiredScopes: readScopes(options.requiredScopes),
    public: options.public ?? false,
    ...(options.machineCertificate ? { machine: readMachine(options) } : {}),
  });
  const lines = [`client_id: ${view.clientId}`];
  if (secret) lines.push(`client_secret: ${secret}`);
  if (secret && !options.json) console.error('The secret is shown this one time:');
  const result = { client_id: view.clientId, client_secret: secret, name: view.name };
  printResult(options.json, result, lines.join('\n'));
}

/**
 * Refuses an app that could be connected in no way that its author had in mind: without a redirect
 * address only the device grant is left, and anyone who forgot the address finds out at the first
 * sign-in.
 * @throws {Error} naming the options that there are.
 */
export function requireWayIn({
  redirectUri,
  public: isPublic,
  device,
  machineCertificate,
  resourceServer,
}: Pick<
  Options,
  'redirectUri' | 'public' | 'device' | 'machineCertificate' | 'resourceServer'
>): void {
  if (redirectUri.length > 0 || isPublic || device || machineCertificate || resourceServer) return;
  throw new Error(
    'Give --redirect-uri, where codes go. An app without a browser takes --public (it keeps no ' +
      'secret) or --device (it keeps one); one that acts by itself takes --machine-certificate.',
  );
}

function readMachine({ machineCertificate = '', mode }: Options) {
  if (mode !== 'test' && mode !== 'live') throw new Error('The mode is test or live.');
  return { certificate: readFileSync(machineCertificate, 'utf8'), mode } as const;
}

function readJwks(file: string): NewAppInput['jwks'] {
  return JSON.parse(readFileSync(file, 'utf8')) as NewAppInput['jwks'];
}

function readScopes(text: string): Scope[] {
  const names = text.split(',').filter(Boolean);
  const unknown = names.find((name) => !isScope(name));
  if (unknown) throw new Error(`There is no scope "${unknown}".`);
  return names.filter(isScope);
}

const DEFAULT_SCOPES: readonly Scope[] = ['events:write', FIRST_SCOPE, 'invoices:read'];

/** Adds `tollgate app create` and `tollgate app replace-certificate`. */
export function registerAppCommands(program: Command): void {
  const app = program.command('app').description('OAuth apps');
  registerReplaceCertificate(app);
  app
    .command('create')
    .description('register an app; its secret is printed once')
    .requiredOption('--name <name>', 'what people read when it asks to be connected')
    .option('--redirect-uri <uri>', 'where codes go; may repeat', collect, [])
    .option('--user <user>', 'who registers it', 'ada')
    .option('--workspace <workspace>', 'id or name; the first that the user owns if left out')
    .option('--scopes <scopes>', 'comma-separated', DEFAULT_SCOPES.join())
    .option('--required-scopes <scopes>', 'those it cannot work without', '')
    .option('--public', 'it keeps no secret: a command line, an app on a device')
    .option('--device', 'it has no redirect address on purpose: people enter a code')
    .option('--machine-certificate <file>', 'it acts by itself, proved by this certificate (PEM)')
    .option('--jwks <file>', 'it signs assertions (private_key_jwt): its public keys as a JWK Set')
    .option('--post-logout-uri <uri>', 'where a browser returns to after signing out', collect, [])
    .option('--resource-server', 'it introspects tokens of the workspace and gets none')
    .option('--mode <mode>', 'of a machine client: test or live data', 'test')
    .option('--json', 'print one JSON object')
    .action(create);
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
