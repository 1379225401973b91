import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal';

const FILE = 'local.env';
const HEADER =
  '# Made by `npm start` for this machine. Not for production. `npm run reset` removes it.';

/** Everything that the system puts into its data folder. */
export const OWN_ENTRIES: ReadonlySet<string> = new Set([
  FILE,
  'launcher.json',
  'database',
  'database.new',
  'database.password',
  'ca',
  'workload',
  'integrations',
  'log',
  'bench',
  // What the last `npm test` saw, for /learn/coverage.
  'test-report.json',
]);

const secrets: Record<string, () => string> = {
  DEPLOYMENT: () => 'local',
  AUTH_SECRET: () => randomBytes(32).toString('base64url'),
  API_KEY_PEPPERS: () => `1:${randomBytes(32).toString('base64url')}`,
  ENCRYPTION_KEYS: () => `1:${randomBytes(32).toString('base64url')}`,
};

/**
 * Makes the data folder with this machine's own secrets, readable by its owner only, and loads them;
 * what the shell or `.env` sets wins. A secret that an older version did not know is added.
 * @throws {Refusal} where the folder can't be used or is someone else's.
 */
export function loadLocalSecrets(dataDir: string): void {
  const file = path.join(dataDir, FILE);
  try {
    mkdirSync(dataDir, { recursive: true });
    if (!existsSync(file)) {
      refuseForeign(dataDir);
      writeFileSync(file, `${HEADER}\n`, { mode: 0o600 });
    }
    const text = readFileSync(file, 'utf8');
    const missing = Object.keys(secrets).filter((name) => !new RegExp(`^${name}=`, 'm').test(text));
    const lines = missing.map((name) => `${name}=${secrets[name]?.()}\n`);
    if (lines.length > 0) writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'a' });
    process.loadEnvFile(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Refusal(
      `${file} can't be read or written${reason}. Put its permissions right, or set DATA_DIR to another folder.`,
    );
  }
}

/** What a folder holds that the system did not put there. */
export function findForeign(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !OWN_ENTRIES.has(name)) : [];
}

function refuseForeign(dataDir: string): void {
  if (findForeign(dataDir).length === 0) return;
  throw new Refusal(
    `${dataDir} holds files that are not Tollgate's. Empty it, or set DATA_DIR to another folder.`,
  );
}
