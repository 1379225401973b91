import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCopy, type EjectedCopy } from './build-copy';
import { PLANS } from './plans';

/** Why nothing was written, as one sentence for the person at the terminal. */
export class EjectError extends Error {
  override name = 'EjectError';
}

/**
 * Writes a style into an empty folder, with settings for a first run.
 * @param root the repository, absolute.
 * @throws {EjectError} for an unknown style, or a folder that is not empty or has no parent.
 */
export async function eject(root: string, style: string, target: string): Promise<EjectedCopy> {
  const plan = PLANS.find((one) => one.style === style);
  if (!plan) {
    const known = PLANS.map((one) => one.style).join(', ');
    throw new EjectError(`There is no style "${style}". Choose one of: ${known}.`);
  }
  await requireEmptyFolder(target);
  const copy = buildCopy(root, plan);
  for (const [file, text] of copy.files) {
    const place = path.join(target, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text, { flag: 'wx' });
  }
  if (plan.settings.length > 0) {
    const settings = plan.settings.map(({ name, value }) => `${name}=${value()}\n`).join('');
    await writeFile(path.join(target, '.env'), settings, { flag: 'wx', mode: 0o600 });
  }
  return copy;
}

async function requireEmptyFolder(target: string): Promise<void> {
  const parent = path.dirname(path.resolve(target));
  if (!existsSync(parent)) throw new EjectError(`There is no folder ${parent}.`);
  if (!existsSync(target)) return;
  if (!(await stat(target)).isDirectory()) throw new EjectError(`${target} is not a folder.`);
  if ((await readdir(target)).length > 0) throw new EjectError(`${target} is not empty.`);
}
