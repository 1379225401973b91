import { expect, test } from 'vitest';
import { databaseUrlFault, describeDatabase, schemaOf, withoutSchema } from './database-url';

test.each([
  'postgres://ada:secret@localhost:5432/tollgate',
  'postgresql://ada@[::1]/tollgate?sslmode=verify-full',
  'postgres:///tollgate?host=/var/run/postgresql',
  'postgres://ada:a%40b@db.example/tollgate?schema=app',
])('%s can be used', (url) => {
  expect(databaseUrlFault(url)).toBeUndefined();
});

test.each([
  ['mysql://localhost/x', 'postgres://'],
  ['postgres-host', 'postgres://'],
  ['postgres://ada@one,two/tollgate', 'several hosts'],
  ['postgres://ada@one:5432,two:5432/tollgate?target_session_attrs=read-write', 'several hosts'],
  ['postgres:///tollgate?host=one,two', 'several hosts'],
  ['postgres://ada:s#cret@localhost/tollgate', 'Percent-encode'],
  ['postgres://ada:1#2@localhost/tollgate', 'Percent-encode'],
  ['postgres://ada:s/cret@localhost/tollgate', 'Percent-encode'],
  ['postgres://ada@localhost:port/tollgate', 'valid URL'],
  ['postgres://localhost', 'no database'],
])('%s is refused in words that say what to do', (url, words) => {
  expect(databaseUrlFault(url)).toContain(words);
  expect(databaseUrlFault(url)).not.toContain('cret');
});

test('the schema is taken out of what the driver is given, and public is the default', () => {
  expect(schemaOf('postgres://h/db?schema=app')).toBe('app');
  expect(schemaOf('postgres://h/db?schema=public')).toBeUndefined();
  expect(withoutSchema('postgres://h/db?schema=app&sslmode=disable')).toBe(
    'postgres://h/db?sslmode=disable',
  );
});

test('a description has no user and no password', () => {
  expect(describeDatabase('postgres://ada:secret@db.example/tollgate')).toBe(
    'db.example:5432/tollgate',
  );
});
