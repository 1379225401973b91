import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { execute } from '@/e2e/support/test-server';
import { eject } from './eject';

const ROOT = process.cwd();
const PACKAGES = path.join(ROOT, 'node_modules');
const run = promisify(execFile);

/**
 * Ejects a style for the tests of a file, with our packages in place of an `npm install`.
 * @param within a folder of ours where the packages are found without a link: Turbopack follows none
 * that leads out of its root.
 */
export function provideCopy(style: string, within?: string): { home(): string } {
  let folder: string;
  const home = () => path.join(folder, style);
  beforeAll(async () => {
    if (within) await mkdir(within, { recursive: true });
    folder = await mkdtemp(path.join(within ?? os.tmpdir(), 'tollgate-eject-'));
    await eject(ROOT, style, home());
    if (within) return;
    await symlink(path.join(ROOT, 'node_modules'), path.join(home(), 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return { home };
}

/** Type-checks a copy and runs its tests. @returns what Vitest printed. */
export async function testCopy(home: string, env: Record<string, string> = {}): Promise<string> {
  await runInCopy(home, [`${PACKAGES}/typescript-7/bin/tsc`, '--noEmit']);
  return runInCopy(home, [`${PACKAGES}/vitest/vitest.mjs`, 'run'], env);
}

/** Runs Node in a copy. @throws with all that it printed where it fails. */
export async function runInCopy(
  home: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const options = { cwd: home, env: { ...process.env, NO_COLOR: '1', ...env } };
  try {
    return (await run(process.execPath, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Starts an example. `printed` waits for a text that matches; `stop` ends it. */
export function startExample(home: string, args: string[], env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: home,
    env: { ...process.env, ...env },
  });
  let text = '';
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const keep = (part: Buffer) => {
    text += part.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return {
    async printed(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(text);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop(): Promise<void> {
      child.kill();
      await exited;
    },
  };
}

/** A schema for a copy: the test database has tables of the same names. @returns the URL that finds it. */
export async function makeOwnSchema(databaseUrl: string): Promise<string> {
  await execute(databaseUrl, 'create schema if not exists ejected');
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c search_path=ejected');
  return url.href;
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
