import type { X509Certificate } from 'node:crypto';

/** What these files ask of the program around them: settings, a log, who calls. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/** `APP_URL` is where browsers and apps find this server, without a slash at the end. */
export function getEnv() {
  const { APP_URL, PORT = '3000' } = process.env;
  const proxies: string[] = [];
  return { APP_URL: APP_URL ?? `http://localhost:${PORT}`, TRUSTED_PROXIES: proxies };
}

/** Reads a secret from the environment. @throws {EnvError} where it is not set. */
export function requireSecret(name: string): string {
  const value = process.env[name];
  if (!value) throw new EnvError(`${name} is not set. See .env.example.`);
  return value;
}

/** One JSON object a line to standard error. Put your log here. */
export function createLog(name: string) {
  const write = (level: string) => (fields: Record<string, unknown>, message: string) => {
    const err = fields.err instanceof Error ? { err: fields.err.stack } : {};
    const line = { time: new Date().toISOString(), level, name, message, ...fields, ...err };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  };
  return { warn: write('warn'), error: write('error') };
}

/** What the server knows about the caller of one request. */
export type ClientContext = {
  address: string | null;
  requestId: string;
  userAgent: string | null;
  certificate?: X509Certificate;
};

/** No certificates of callers are taken in this copy. */
export function getClientContext(): Pick<ClientContext, 'certificate'> {
  return {};
}
