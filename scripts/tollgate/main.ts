import { Command } from 'commander';
import { EnvError } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';

type Register = (program: Command) => void;

const registerBackup = async (): Promise<Register> =>
  (await import('./backup-commands')).registerBackupCommands;

/** Each first word with its commands, loaded only when that word is used: the others cost time. */
const GROUPS: Record<string, () => Promise<Register>> = {
  key: async () => (await import('./key-commands')).registerKeyCommands,
  app: async () => (await import('./app-commands')).registerAppCommands,
  cert: async () => (await import('./cert-commands')).registerCertCommands,
  trust: async () => (await import('./trust-commands')).registerTrustCommands,
  dev: async () => (await import('./dev-commands')).registerDevCommands,
  invoice: async () => (await import('./invoice-commands')).registerInvoiceCommands,
  peppers: async () => (await import('./peppers-commands')).registerPeppersCommands,
  audit: async () => (await import('./audit-commands')).registerAuditCommands,
  'encryption-keys': async () => (await import('./encryption-commands')).registerEncryptionCommands,
  'signing-keys': async () => (await import('./signing-key-commands')).registerSigningKeyCommands,
  sessions: async () => (await import('./session-commands')).registerSessionCommands,
  backup: registerBackup,
  restore: registerBackup,
  eject: loadEject,
  registry: loadEject,
  scan: async () => (await import('./scan-command')).registerScan,
  status: async () => (await import('./status')).registerStatus,
  login: loadLogin,
  usage: loadLogin,
  logout: loadLogin,
};

async function loadEject(): Promise<Register> {
  return (await import('./eject-command')).registerEject;
}

async function loadLogin(): Promise<Register> {
  return (await import('./login-commands')).registerLoginCommands;
}

/** Prisma's codes for a table or column that does not exist. */
const MISSING = ['P2021', 'P2022'];

// The answer is the output; a log between its lines would break `--json`.
process.env.LOG_LEVEL ??= 'silent';

const program = new Command('tollgate')
  .description('Operate Tollgate from the command line. Needs the database, no browser.')
  .showHelpAfterError('Add --help for what can be written here.');

const chosen = GROUPS[process.argv[2] ?? ''];
const loaders = chosen ? [chosen] : [...new Set(Object.values(GROUPS))];
for (const load of loaders) (await load())(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
// Only where a command opened it: an open pool would keep the process alive.
if ('tollgateDatabase' in globalThis) await (await import('@/lib/db')).closeDatabase();

/** One sentence for the person at the terminal; a problem of the domain with its slug and detail. */
function explainFailure(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields = error.options.errors?.map(
      ({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`,
    );
    return fields?.join(' ') ?? `${error.slug}: ${error.message}`;
  }
  if (error instanceof EnvError) return error.message;
  if (toProblem(error).slug === 'dependency-unavailable') {
    return 'The database does not answer. Is `npm start` running here? DATA_DIR, DATABASE_PORT and DATABASE_URL say where it is looked for.';
  }
  if (isOlderDatabase(error)) {
    return 'The database is older than this code. Start `npm start` again: it migrates first.';
  }
  return error instanceof Error ? error.message : String(error);
}

function isOlderDatabase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.includes(String(error.code));
}
