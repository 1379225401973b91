import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The table in docs/oauth-requirements.md names code and tests; they must be there. */
const STATES = /^(?:met|partly|not met|left to the operator|does not apply)(?:\. .+)?$/;

const rows = readFileSync('docs/oauth-requirements.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (?:V?\d)/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

test('the table has the requirements of both documents', () => {
  expect(rows.filter(([id]) => id?.startsWith('V')).length).toBeGreaterThan(40);
  expect(rows.filter(([id]) => /^\d/.test(id ?? '')).length).toBeGreaterThan(25);
});

test.each(rows)('%s %s', (_id, _requirement, state = '', code = '', proof = '') => {
  expect(state).toMatch(STATES);
  for (const [, file = ''] of code.matchAll(/`([^`]+)`/g))
    expect(existsSync(file), file).toBe(true);
  const [, file, title] = /^`([^`]+)`: (.+)$/.exec(proof) ?? [];
  if (state.startsWith('met')) expect(file, 'a test').toBeDefined();
  if (!file || !title) return;
  const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  expect(source.includes(title), `${file} has no test "${title}"`).toBe(true);
});
