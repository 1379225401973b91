import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildCopy } from './build-copy';
import { PLANS } from './plans';
import { writeRegistry } from './write-registry';

const folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-registry-'));
afterAll(() => rm(folder, { recursive: true }));

type Item = { name: string; dependencies: string[]; files: { target: string; content?: string }[] };

test('the registry holds the same files as the copies, each below a folder of its style', async () => {
  const read = async (file: string) => JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  expect(await writeRegistry(process.cwd(), folder)).toEqual(PLANS.map(({ style }) => style));
  const { items } = (await read('registry.json')) as { items: Item[] };
  for (const plan of PLANS) {
    const item = (await read(`${plan.style}.json`)) as Item;
    const { files } = buildCopy(process.cwd(), plan);
    for (const { target, content } of item.files) {
      expect(files.get(target.replace(`~/${plan.style}/`, ''))).toBe(content);
    }
    const sources = [...files.keys()].filter((file) => file.startsWith('src/'));
    const targets = item.files.map(({ target }) => target);
    for (const file of sources) expect(targets).toContain(`~/${plan.style}/${file}`);
    for (const name of item.dependencies) expect(name).toMatch(/@\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    expect(items.find(({ name }) => name === plan.style)?.files).toHaveLength(targets.length);
  }
});
