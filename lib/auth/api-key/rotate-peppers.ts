import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';
import { getPeppers, localSecretsFile, parsePeppers, reloadPeppers } from './pepper';
import { countKeysByPepper, notifyPeppersChanged } from './pepper.repository';

const PEPPER_BYTES = 32;

type PepperStatus = { version: number; issuing: boolean; keys: number };

/** Each pepper with the number of usable keys that still need it. */
export async function listPeppers(): Promise<PepperStatus[]> {
  const { byVersion, issuing } = getPeppers();
  const keys = await countKeysByPepper();
  return [...byVersion.keys()].map((version) => ({
    version,
    issuing: version === issuing,
    keys: keys.get(version) ?? 0,
  }));
}

/**
 * Adds a pepper that issues from now on and tells every process. Keys move to it as they are used;
 * the old pepper stays until none needs it. No key stops working.
 * @throws {ProblemError} 409 where the peppers come from the environment of a production system: see
 * docs/runbooks/rotate-peppers.md.
 */
export async function rotatePeppers(): Promise<{ version: number }> {
  reloadPeppers();
  const version = Math.max(...getPeppers().byVersion.keys()) + 1;
  const added = `${version}:${randomBytes(PEPPER_BYTES).toString('base64url')}`;
  await changePeppers((text) => `${text},${added}`);
  return { version };
}

/**
 * Removes a pepper that no usable key needs.
 * @throws {ProblemError} 409 `conflict` where one does, or where it is the one that issues.
 */
export async function retirePepper(version: number): Promise<void> {
  reloadPeppers();
  const status = (await listPeppers()).find((pepper) => pepper.version === version);
  if (!status) throw problem('not-found', { detail: `There is no pepper ${version}.` });
  if (status.issuing) throw problem('conflict', { detail: 'This pepper issues. Rotate first.' });
  if (status.keys > 0) {
    throw problem('conflict', { detail: `${status.keys} keys still need pepper ${version}.` });
  }
  await changePeppers((text) =>
    text
      .split(',')
      .filter((entry) => !entry.trim().startsWith(`${version}:`))
      .join(','),
  );
}

async function changePeppers(change: (text: string) => string): Promise<void> {
  const file = localSecretsFile();
  const text = getEnv().DEPLOYMENT === 'local' ? await readFile(file, 'utf8').catch(() => '') : '';
  const line = /^API_KEY_PEPPERS=(["']?)(.*)\1$/m;
  const current = line.exec(text)?.[2];
  if (!current) {
    throw problem('conflict', {
      detail:
        'The peppers come from the environment here. docs/runbooks/rotate-peppers.md says how.',
    });
  }
  const changed = change(current);
  parsePeppers(changed);
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text.replace(line, `API_KEY_PEPPERS=${changed}`), { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
  reloadPeppers();
  await notifyPeppersChanged();
}
