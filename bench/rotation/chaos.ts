import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEAD_MS, KILL_EVERY_MS, TEAR_EVERY_MS } from './setting';

const started = new Set<ChildProcess>();
const FILES = ['svid.pem', 'svid_key.pem', 'bundle.pem', 'crl.pem'];

/** Starts one of this run's processes and waits for its first message. */
export async function startProcess(
  entry: string,
  folder: string,
): Promise<[ChildProcess, unknown]> {
  const child = fork('scripts/run.mjs', [`bench/rotation/${entry}.ts`, folder]);
  started.add(child);
  child.once('exit', () => started.delete(child));
  const [message] = await once(child, 'message');
  return [child, message];
}

/** Ends whatever of this run still runs. */
export function killAll(): void {
  for (const child of started) child.kill('SIGKILL');
}

/** Ends a process at once, without a chance to finish. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Kills the agent again and again, and tears the files it writes. */
export class Chaos {
  kills = 0;
  tears = 0;
  #going = true;
  #loops: Promise<void>[] = [];

  constructor(
    private readonly folder: string,
    private agent: ChildProcess,
  ) {}

  start(): void {
    this.#loops = [this.#killLoop(), this.#tearLoop()];
  }

  /** Stops; the agent runs. */
  async stop(): Promise<ChildProcess> {
    this.#going = false;
    await Promise.all(this.#loops);
    return this.agent;
  }

  async #killLoop(): Promise<void> {
    while (this.#going) {
      await pause(KILL_EVERY_MS);
      await kill(this.agent);
      this.kills += 1;
      await pause(DEAD_MS);
      [this.agent] = await startProcess('agent', this.folder);
    }
  }

  async #tearLoop(): Promise<void> {
    while (this.#going) {
      await pause(TEAR_EVERY_MS);
      const name = FILES[this.tears % FILES.length] ?? '';
      const workload = this.tears % 2 === 0 ? 'web' : 'billing';
      const file = path.join(this.folder, workload, name);
      const text = await readFile(file, 'utf8').catch(() => '');
      await writeFile(file, text.slice(0, text.length / 2)).catch(() => {});
      this.tears += 1;
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
