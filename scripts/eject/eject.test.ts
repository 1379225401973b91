import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiKeyPlan } from './api-key/plan';
import { buildCopy } from './build-copy';
import { eject } from './eject';
import { PLANS } from './plans';
import { summariseCopy } from './summarise-copy';

const ROOT = process.cwd();

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-eject-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('refusals, one sentence each', () => {
  test('a style that there is not', async () => {
    await expect(eject(ROOT, 'saml', path.join(folder, 'x'))).rejects.toThrow(
      /^There is no style "saml". Choose one of: api-key/,
    );
  });

  test('a folder that is not empty, which stays as it is', async () => {
    const full = path.join(folder, 'full');
    await mkdir(full);
    await writeFile(path.join(full, 'mine.txt'), 'mine');
    await expect(eject(ROOT, 'api-key', full)).rejects.toThrow(`${full} is not empty.`);
    const file = path.join(full, 'mine.txt');
    await expect(eject(ROOT, 'api-key', file)).rejects.toThrow(`${file} is not a folder.`);
  });

  test('a folder whose parent is not there', async () => {
    const parent = path.join(folder, 'nowhere');
    const target = path.join(parent, 'mine');
    await expect(eject(ROOT, 'api-key', target)).rejects.toThrow(`There is no folder ${parent}.`);
  });
});

const LIMITS: Record<string, { files: number; lines: number }> = {
  'api-key': { files: 20, lines: 1_500 },
  'oauth-sign-in': { files: 25, lines: 1_750 },
  'authorization-server': { files: 33, lines: 2_650 },
  mtls: { files: 25, lines: 2_000 },
};

test.each(PLANS)('$style stays small', (plan) => {
  const { size } = buildCopy(ROOT, plan);
  expect(size.files).toBeLessThanOrEqual(LIMITS[plan.style]?.files ?? 0);
  expect(size.lines).toBeLessThanOrEqual(LIMITS[plan.style]?.lines ?? 0);
});

/** After a change of a plan or of a style's size: `npx vitest run --project pure scripts/eject -u`. */
test('what the page says of each copy is what is in it', async () => {
  const summary = PLANS.map((plan) => summariseCopy(ROOT, plan));
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../lib/learn/take.json');
});

test('a declaration that is gone from the product is noticed', () => {
  const leftOutDeclarations = { 'lib/auth/scope.ts': ['NO_SUCH_THING'] };
  expect(() => buildCopy(ROOT, { ...apiKeyPlan, leftOutDeclarations })).toThrow(
    'lib/auth/scope.ts declares no NO_SUCH_THING to leave out.',
  );
});

test.each(PLANS)('$style names no file or package that its copy has not got', (plan) => {
  const { files } = buildCopy(ROOT, plan);
  for (const [file, text] of files) {
    if (file.endsWith('.ts')) expect(text, file).not.toMatch(/from '@\//);
  }
  expect(files.get('README.md')).not.toContain('{{');
});
