import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findWebBuild } from './build-web';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-build-'));
});
afterEach(() => rm(folder, { recursive: true }));

const look = () => findWebBuild({ ...process.env, NEXT_DIST_DIR: folder });

test('a build is of the sources that the pages reach; a change elsewhere needs none', async () => {
  const { stamp, hashes, isCurrent } = await look();
  expect(isCurrent).toBe(false);
  await writeFile(stamp, hashes.join('\n'));
  expect((await look()).isCurrent).toBe(true);

  await writeFile(stamp, `of other server code\n${hashes[1]}`);
  expect((await look()).isCurrent).toBe(true);
  expect(await readFile(stamp, 'utf8')).toBe(hashes.join('\n'));

  await writeFile(stamp, 'of other server code\nof other pages');
  expect((await look()).isCurrent).toBe(false);
}, 60_000);

test('the pages reach what they import, not what only the services do', () => {
  const listed = execFileSync(process.execPath, ['scripts/page-sources.mjs'], { encoding: 'utf8' });
  const files: unknown = JSON.parse(listed);
  expect(files).toEqual(
    expect.arrayContaining([
      'app/layout.tsx',
      'app/globals.css',
      'pages/index.tsx',
      'lib/usage/list-events.ts',
    ]),
  );
  for (const file of ['lib/usage/retain-events.ts', 'services/web/start-web.ts']) {
    expect(files).not.toContain(file);
  }
}, 60_000);
