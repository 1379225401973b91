import pino from 'pino';
import { getEnv } from './env';
import { maskSecrets } from './mask-secrets';

const REDACTED_FIELDS = [
  'authorization',
  'cookie',
  '["x-api-key"]',
  '["set-cookie"]',
  'password',
  'secret',
  'token',
  'code',
  'code_verifier',
];

/**
 * The structured log: one JSON object a line, to standard output. Fields that name a secret are
 * dropped, and any credential of ours inside a text is masked at write.
 * @param name the process or part that writes, e.g. `web` or `billing`.
 */
export function createLog(name: string): pino.Logger {
  return pino({
    name,
    level: getEnv().LOG_LEVEL,
    base: { process: name },
    redact: {
      paths: REDACTED_FIELDS.flatMap((field) =>
        field.startsWith('[') ? [field, `*${field}`] : [field, `*.${field}`],
      ),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: maskSecrets },
  });
}
