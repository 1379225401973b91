import type { Principal } from '@/lib/auth/principal';
import { maskSecrets } from '@/lib/mask-secrets';

/** What these files ask of the program around them: settings, a log, a name for who acted. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/** Reads a secret from the environment. @throws {EnvError} where it is not set. */
export function requireSecret(name: string): string {
  const value = process.env[name];
  if (!value) throw new EnvError(`${name} is not set. See .env.example.`);
  return value;
}

/** `DEPLOYMENT=local` reads changed peppers again from `<DATA_DIR>/local.env`. */
export function getEnv() {
  const { DEPLOYMENT = 'production', DATA_DIR = '.data' } = process.env;
  return { DEPLOYMENT, DATA_DIR };
}

/** One JSON object a line to standard error, with every credential masked. Put your log here. */
export function createLog(name: string) {
  const write = (level: string) => (fields: Record<string, unknown>, message: string) => {
    const err = fields.err instanceof Error ? { err: fields.err.stack } : {};
    const line = { time: new Date().toISOString(), level, name, message, ...fields, ...err };
    process.stderr.write(`${maskSecrets(JSON.stringify(line))}\n`);
  };
  return { warn: write('warn'), error: write('error') };
}

/** What the server knows about the caller of one request. */
export type ClientContext = {
  /** The address that your proxy or socket vouches for; null where it is unknown. */
  address: string | null;
  requestId: string;
  userAgent: string | null;
};

export type AuditDetail = Record<string, unknown>;

/** Who acted, as the store writes it beside each change. */
export function nameActor(
  { userId }: Pick<Principal, 'userId'>,
  detail: AuditDetail = {},
): { actor: string; detail: AuditDetail } {
  return { actor: userId, detail };
}

/** Runs `act` after the change is committed: each method of a store commits before it returns. */
export function afterCommit(act: () => void): void {
  act();
}
