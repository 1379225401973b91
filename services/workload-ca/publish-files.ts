import {
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

/** File names and contents that must appear together. */
export type FileSet = Readonly<Record<string, string>>;

const KEY_FILE = /key/;

/**
 * Replaces a set of files at once: a new folder is written, then the link `..data` is renamed onto
 * it, as Kubernetes does for secrets. A reader sees the old set or the new one, never a mixture.
 * Private keys are readable by their owner only.
 */
export async function publishFiles(directory: string, files: FileSet): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const before = await readlink(path.join(directory, '..data')).catch(() => undefined);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const folder = path.basename(await mkdtemp(path.join(directory, `..${stamp}.`)));
  for (const [name, content] of Object.entries(files)) {
    const mode = KEY_FILE.test(name) ? 0o600 : 0o644;
    await writeFile(path.join(directory, folder, name), content, { mode });
  }
  const draft = path.join(directory, `..data.${process.pid}.tmp`);
  await rm(draft, { force: true });
  await symlink(folder, draft);
  await rename(draft, path.join(directory, '..data'));
  for (const name of Object.keys(files)) await linkOnce(directory, name);
  await removeOld(directory, [folder, before]);
}

async function linkOnce(directory: string, name: string): Promise<void> {
  const link = path.join(directory, name);
  const target = path.join('..data', name);
  if ((await readlink(link).catch(() => undefined)) === target) return;
  await rm(link, { force: true });
  await symlink(target, link);
}

/** The set before stays for a reader that is still on it. */
async function removeOld(directory: string, keep: readonly (string | undefined)[]): Promise<void> {
  for (const name of await readdir(directory)) {
    const isSet = name.startsWith('..2') || name.startsWith('..data.');
    if (isSet && !keep.includes(name)) {
      await rm(path.join(directory, name), { recursive: true, force: true });
    }
  }
}
