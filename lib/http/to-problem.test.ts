import { expect, test, vi } from 'vitest';
import { ProblemError, problem } from './problem';
import { toProblem } from './to-problem';

const failure = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

test.each([
  ['a refused connection', failure('connect', { code: 'ECONNREFUSED' })],
  ['a pool that is used up', failure('timeout exceeded when trying to connect')],
  ['no transaction to be had', failure('Transaction API error', { code: 'P2028' })],
  ['a server that shuts down', failure('terminating connection', { code: '57P01' })],
  ['a deadlock', failure('deadlock detected', { code: '40P01' })],
  ['a deadlock that Prisma wraps', failure('write conflict', { code: 'P2034' })],
  ['one of these as the cause', new Error('outer', { cause: failure('', { code: 'ETIMEDOUT' }) })],
  ['one of several attempts', new AggregateError([failure('', { code: 'ECONNREFUSED' })], 'all')],
])('%s is a dependency that is down, with a time to try again', (_name, error) => {
  const { slug, options } = toProblem(error);
  expect(slug).toBe('dependency-unavailable');
  expect(Number(options.headers?.['retry-after'])).toBeGreaterThan(0);
});

test('anything else is our fault and says nothing', () => {
  const { slug, message } = toProblem(failure('relation "api_key" does not exist'));
  expect(slug).toBe('internal-error');
  expect(message).not.toContain('api_key');
});

test('a refusal stays as it is, also one of another copy of the class', async () => {
  const refusal = problem('not-found');
  expect(toProblem(refusal)).toBe(refusal);
  vi.resetModules();
  const other = await import('./problem');
  const copy = other.problem('conflict', { detail: 'x' });
  expect(copy).toBeInstanceOf(ProblemError);
  expect(toProblem(copy)).toBe(copy);
  // Twin: by its prototype it is none, and a page that asks whether billing is down hears no.
  expect(Object.prototype.isPrototypeOf.call(ProblemError.prototype, copy)).toBe(false);
  expect(failure('', { slug: 'conflict' })).not.toBeInstanceOf(ProblemError);
});
