import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync('.env.example', 'utf8');
const listed = [...text.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(([, name]) => name ?? '');

test('.env.example names every variable that lib/env.ts reads', () => {
  const schema = readFileSync('lib/env.ts', 'utf8').split('const schema = ')[1] ?? '';
  const names = [...schema.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(20);
  expect(listed).toEqual(expect.arrayContaining(names));
});

test('each is explained and named once', () => {
  expect(new Set(listed).size).toBe(listed.length);
});
