import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { plainEnv } from '../../testing/test-system';
import type { ProofRun } from '../run-proof';

/** The user that the Containerfiles name. */
export const USER = 10_001;

/** A folder with what the image would have under /app, and how it starts. */
export type Image = {
  name: 'web' | 'billing';
  app: string;
  command: string[];
  env: NodeJS.ProcessEnv;
};

/**
 * Carries out the steps of a Containerfile's first stage in a folder; the second only copies it.
 * NODE_ENV is unset meanwhile, as it is in the base image.
 */
export async function buildImage(run: ProofRun, name: Image['name'], root: string): Promise<Image> {
  const text = await readFile(`deploy/container/${name}.Containerfile`, 'utf8');
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const app = path.join(root, name);
  await mkdir(app);
  const env: NodeJS.ProcessEnv = plainEnv();
  let stage = 0;
  for (const line of lines) {
    const [, word, rest = ''] = line.match(/^([A-Z]+) (.*)$/) ?? [];
    if (word === 'FROM') stage += 1;
    if (word === 'ENV') {
      for (const pair of rest.split(/\s+/)) {
        const [key = '', value] = pair.split('=');
        env[key] = value;
      }
    }
    if (stage !== 1) continue;
    if (word === 'COPY') await copySource(rest.split(/\s+/).slice(0, -1), app);
    if (word === 'RUN') {
      await run.programs.run(
        `${name}-${rest.slice(0, 20).replaceAll(/\W/g, '-')}`,
        ['env', '-u', 'NODE_ENV', 'sh', '-c', rest],
        { cwd: app, env },
      );
    }
  }
  const command = z.array(z.string()).parse(JSON.parse(text.match(/^CMD (.*)$/m)?.[1] ?? '[]'));
  return { name, app, command, env };
}

/** The files of the repository, as `.dockerignore` leaves them: what git has, and new files. */
async function copySource(names: readonly string[], app: string): Promise<void> {
  const chosen = names.includes('.')
    ? execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      })
        .split('\0')
        .filter(Boolean)
    : names;
  for (const name of chosen) await cp(name, path.join(app, name), { recursive: true, force: true });
}

/** A command as the unprivileged user, on a read-only image folder, without capabilities. */
export function confined(app: string, words: readonly string[]): readonly [string, ...string[]] {
  const script =
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && shift && exec setpriv "$@"';
  const flags = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--no-new-privs'];
  const rights = ['--bounding-set=-all', '--inh-caps=-all'];
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', app, ...flags, ...rights, ...words];
}
