import { describe, expect, test } from 'vitest';
import { findLockFaults, findUnlockedInstalls, type Lock } from './supply-chain';

const GOOD = { version: '1.2.3', integrity: 'sha512-AAAA', license: 'MIT' };
const lockOf = (entry: Lock['packages'][string], name = 'a'): Lock => ({
  packages: { '': {}, [`node_modules/${name}`]: entry },
});

describe('a lock file', () => {
  test('with exact versions, hashes and free licences is fine', () => {
    expect(findLockFaults(lockOf(GOOD))).toEqual([]);
    expect(findLockFaults(lockOf({ ...GOOD, license: '(GPL-2.0 OR MIT)' }))).toEqual([]);
    const foreign = { version: '1.2.3', optional: true, os: ['darwin'] };
    expect(findLockFaults(lockOf(foreign))).toEqual([]);
  });

  test.each([
    ['no hash', { ...GOOD, integrity: undefined }, 'a has no sha512 of its bytes.'],
    ['an old hash', { ...GOOD, integrity: 'sha1-AAAA' }, 'a has no sha512 of its bytes.'],
    ['a branch', { ...GOOD, resolved: 'git+ssh://x/y' }, 'a names where it comes from'],
    ['plain http', { ...GOOD, resolved: 'http://x/y.tgz' }, 'a names where it comes from'],
    ['a link', { ...GOOD, link: true }, 'a is a link to a folder.'],
    ['strong copyleft', { ...GOOD, license: 'AGPL-3.0' }, 'a has the licence AGPL-3.0.'],
    ['one bad part', { ...GOOD, license: 'MIT AND GPL-3.0' }, 'a has the licence MIT AND GPL-3.0.'],
    ['no licence', { ...GOOD, license: undefined }, 'a has the licence none.'],
  ])('with %s is not', (_name, entry, fault) => {
    expect(findLockFaults(lockOf(entry)).join()).toContain(fault);
  });

  test('with a range in package.json is not', () => {
    const lock: Lock = { packages: { '': { dependencies: { a: '^1.0.0' } } } };
    expect(findLockFaults(lock)).toEqual(['a: ^1.0.0 is no exact version.']);
  });

  test('with a second version under another name is fine, with a range is not', () => {
    const aliases = { old: 'npm:a@1.0.0', scoped: 'npm:@b/a@2.0.0', loose: 'npm:a@^1.0.0' };
    const lock: Lock = { packages: { '': { devDependencies: aliases } } };
    expect(findLockFaults(lock)).toEqual(['loose: npm:a@^1.0.0 is no exact version.']);
  });
});

test('only npm ci keeps to the lock file', () => {
  expect(findUnlockedInstalls('RUN npm ci --omit=dev\nRUN npm install left-pad')).toEqual([
    'npm install left-pad',
  ]);
});
