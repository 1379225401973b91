import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const FOLDERS = ['/usr/lib', '/usr/local/lib', '/usr/lib64'];
const FILE = path.join('faketime', 'libfaketimeMT.so.1');
const NAMES = ['LD_PRELOAD', 'FAKETIME', 'DONT_FAKE_MONOTONIC'];

/** libfaketime (Debian: `apt-get install faketime`) as a file, undefined where it is not installed. */
export function findFakeTime(): string | undefined {
  return FOLDERS.filter(existsSync)
    .flatMap((folder) => ['.', ...readdirSync(folder)].map((name) => path.join(folder, name, FILE)))
    .find(existsSync);
}

/**
 * The variables that move the clock of a process and of all that it starts to a moment, from which
 * it runs on. Timers keep the real pace.
 * @param library what `findFakeTime` found.
 */
export function moveClock(library: string, to: Date): Record<string, string> {
  // What is set counts from the machine's clock; ours may be moved itself.
  const ownSeconds = Number(/^([+-]?\d+)s$/.exec(process.env.FAKETIME ?? '')?.[1] ?? 0);
  const seconds = Math.round((to.getTime() - Date.now()) / 1_000) + ownSeconds;
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** The same variables out of an environment, for a process that inherits no other. */
export function movedClockOf(env: NodeJS.ProcessEnv): Record<string, string> {
  if (!env.FAKETIME) return {};
  return Object.fromEntries(NAMES.map((name) => [name, env[name] ?? '']));
}

/** An environment without them, for a program that does not run with libfaketime. */
export function realClockEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || (env.FAKETIME && NAMES.includes(name)) ? [] : [[name, value]],
    ),
  );
}
