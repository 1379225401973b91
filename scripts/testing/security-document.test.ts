import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCUMENTS = ['SECURITY.md', 'docs/asvs.md'];

/** Paths between backticks, and the targets of links. */
function namedFiles(text: string): string[] {
  const quoted = [...text.matchAll(/`((?:[\w.[\]()-]+\/)+[\w.[\]-]+\.\w+)`/g)];
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
  return [...quoted, ...linked].map(([, path = '']) => path);
}

test.each(DOCUMENTS)('every file that %s names is there', (document) => {
  const files = namedFiles(readFileSync(document, 'utf8'));
  expect(files.length).toBeGreaterThan(5);
  const missing = files.filter((file) => !existsSync(file) && !existsSync(`docs/${file}`));
  expect(missing).toEqual([]);
});

test('each row of the ASVS table says where and how it is shown', () => {
  const rows = readFileSync('docs/asvs.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| V'));
  expect(rows.length).toBeGreaterThan(50);
  for (const row of rows) {
    const [, , state = '', where = '', shown = ''] = row.split('|').map((cell) => cell.trim());
    expect(state, row).toMatch(/^(met|in part|not met)/);
    expect(where, row).not.toBe('');
    expect(shown, row).not.toBe('');
  }
});
