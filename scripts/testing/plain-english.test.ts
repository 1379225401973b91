import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Words of a translated style. Name the actor instead: the caller, the owner, an attacker. */
const AVOIDED = /\b(?:whoever|somebody|anew|nobody)\b/i;

/** The user account of that name, titles of tests that a table cites, and quoted words. */
const ALLOWED = [/`nobody`/, /^\| V\d/, /“[^”]*(?:nobody|whoever)[^”]*”/];

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
  ...readdirSync('docs/decisions').map((file) => `docs/decisions/${file}`),
];

function findAvoided(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => AVOIDED.test(line) && !ALLOWED.some((allowed) => allowed.test(line)));
}

const FOLDERS = ['app', 'components', 'lib', 'services', 'scripts', 'prisma/seed', 'bench'];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);
/** A comment line, or the continuation of one. */
const COMMENT = /^\s*(?:\/\/|\/\*|\* )/;

test('comments read as a native writer would put them', () => {
  expect(sources.length).toBeGreaterThan(900);
  const found = sources.flatMap((file) =>
    findAvoided(readFileSync(file, 'utf8'))
      .filter((line) => COMMENT.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test.each(pages)('%s reads as a native writer would put it', (page) => {
  expect(findAvoided(readFileSync(page, 'utf8'))).toEqual([]);
});

test('negative control: an avoided word is found', () => {
  expect(findAvoided('Whoever calls is told anew.\nRuns as `nobody`.')).toHaveLength(1);
});
