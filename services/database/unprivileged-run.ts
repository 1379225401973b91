import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** How to start a program that refuses to be root: as it is, as another user, or in a namespace. */
export type UnprivilegedRun = {
  /** Words to put before the program. */
  prefix: string[];
  uid?: number;
  gid?: number;
  /** Hands a file or an empty folder to the user who will run the program. */
  own: (file: string) => void;
};

const AS_IS: UnprivilegedRun = { prefix: [], own: () => {} };
const UNSHARE = '/usr/bin/unshare';

/**
 * Chooses how PostgreSQL, which refuses root, runs when this process is root: as `no one` where that
 * user can reach the program and the data, else as root's files seen under another user id, in a
 * user namespace. Neither creates a user nor changes anything outside the data folder.
 * @param folder the data folder, which may not exist yet.
 * @param program a file that the program needs to reach.
 * @throws {Error} where neither way works.
 */
export function chooseUnprivilegedRun(folder: string, program: string): UnprivilegedRun {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return AS_IS;
  const nobody = readNobody();
  const owner = ownerOf(folder);
  if (nobody && owner !== 0 && reachable(nobody, path.dirname(folder), program)) {
    return { prefix: [], ...nobody, own: (file) => chownSync(file, nobody.uid, nobody.gid) };
  }
  const prefix = namespacePrefix(nobody?.uid ?? 65_534);
  if (
    owner !== nobody?.uid &&
    spawnSync(prefix[0] ?? '', [...prefix.slice(1), 'true']).status === 0
  )
    return { prefix, own: () => {} };
  throw new Error(
    `PostgreSQL refuses to run as root, and the user nobody can't reach ${folder}. Run as another user, or set DATA_DIR to a folder outside root's home, for example /var/tmp/tollgate.`,
  );
}

function namespacePrefix(uid: number): string[] {
  return [UNSHARE, '--user', `--map-user=${uid}`, `--map-group=${uid}`, '--'];
}

function readNobody(): { uid: number; gid: number } | undefined {
  const fields = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return fields ? { uid: Number(fields[1]), gid: Number(fields[2]) } : undefined;
}

function ownerOf(folder: string): number | undefined {
  return existsSync(folder) ? statSync(folder).uid : undefined;
}

function reachable(user: { uid: number; gid: number }, ...files: string[]): boolean {
  return files.every((file) => {
    const check = spawnSync('/bin/ls', ['-d', `${file}/.`.replace(/\/\.$/, '')], user);
    return check.status === 0;
  });
}
