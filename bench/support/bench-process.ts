import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

export type BenchProcess<Message> = {
  pid: number;
  /** What the process said first. */
  message: Message;
  child: ChildProcess;
  stop(): Promise<void>;
};

/**
 * Starts a TypeScript entry as a process of its own and waits until it says something.
 * @throws {Error} where it ends before.
 */
export async function startBenchProcess<Message>(
  entry: string,
  env: Record<string, string> = {},
  cwd = process.cwd(),
  args: readonly string[] = [],
): Promise<BenchProcess<Message>> {
  const child = fork('scripts/run.mjs', [entry, ...args], {
    stdio: 'inherit',
    cwd,
    env: { ...process.env, ...env },
  });
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${entry} ended at once.`))),
  ]);
  return {
    pid: child.pid ?? 0,
    message,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
