import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chooseUnprivilegedRun } from '@/services/database/unprivileged-run';
import { waitFor } from '../programs';
import type { NodeName } from './patroni';
import { NODES, type Setting } from './setting';

const NODE_DISK_MB = 700;
type Command = readonly [string, ...string[]];

/**
 * Where the three servers keep their data. For root it is a small memory file system for each of
 * them, in a mount namespace of its own, so that one can be filled and nothing stays mounted. Other
 * users get plain folders, and no disk is filled.
 */
export class Disk {
  private constructor(
    readonly folder: string,
    /** The process that keeps the namespace. */
    private readonly keeper: number | undefined,
    /** Why no disk can be filled. */
    readonly cannotFill: string | undefined,
  ) {}

  static async open({ run, folder: parent }: Setting): Promise<Disk> {
    const folder = path.join(parent, 'postgres');
    mkdirSync(folder, { mode: 0o755 });
    for (const name of NODES) mkdirSync(path.join(folder, name));
    if (process.getuid?.() !== 0) return new Disk(folder, undefined, 'only root can mount a disk');
    const mounts = NODES.map(
      (name) => `mount -t tmpfs -o size=${NODE_DISK_MB}m,mode=755 tmpfs ${folder}/${name}`,
    );
    const script = `${mounts.join(' && ')} && touch ${folder}/ready && exec sleep infinity`;
    const keeper = run.programs.start('disk', ['unshare', '--mount', 'sh', '-c', script]);
    try {
      await waitFor('the small disks', 5_000, async () => {
        if (keeper.hasEnded()) throw new Error(readFileSync(keeper.logFile, 'utf8').trim());
        return readFileSync(`/proc/${keeper.pid}/mountinfo`, 'utf8').includes(`${folder}/pg3 `);
      });
    } catch (error) {
      return new Disk(folder, undefined, error instanceof Error ? error.message : String(error));
    }
    return new Disk(folder, keeper.pid, undefined);
  }

  /** A command as the user that PostgreSQL accepts, where the disks are seen. */
  command(name: NodeName, command: Command, program: string): Command {
    const user = chooseUnprivilegedRun(path.join(this.folder, name), program);
    if (this.keeper === undefined) {
      user.own(path.join(this.folder, name));
      return withPrefix(user.prefix, command);
    }
    const { uid, gid } = user;
    if (uid === undefined) return this.#inside(withPrefix(user.prefix, command));
    this.#run('chown', `${uid}:${gid}`, path.join(this.folder, name));
    const setpriv: Command = [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      ...command,
    ];
    return this.#inside(setpriv);
  }

  /** The process number in a PostgreSQL server's lock file. */
  readPid(file: string): number {
    return Number.parseInt(this.#run('head', '-1', file), 10);
  }

  /** Takes all that is free of a node's disk. @returns the function that gives it back. */
  fill(name: NodeName): () => void {
    const disk = path.join(this.folder, name);
    const ballast = path.join(disk, 'ballast');
    this.#run('sh', '-c', `cat /dev/zero > ${ballast} 2>/dev/null || true`);
    return () => void this.#run('rm', ballast);
  }

  #inside(command: Command): Command {
    return ['nsenter', '--mount', `--target=${this.keeper}`, '--', ...command];
  }

  #run(...command: [string, ...string[]]): string {
    const [program, ...args] = this.keeper === undefined ? command : this.#inside(command);
    const result = spawnSync(program, args, { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`${command.join(' ')}: ${result.stderr.trim()}`);
    return result.stdout;
  }
}

function withPrefix([first, ...rest]: readonly string[], command: Command): Command {
  return first === undefined ? command : [first, ...rest, ...command];
}
