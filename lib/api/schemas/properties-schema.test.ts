import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problem, problemAnswer } from '@/lib/http/problem';
import { propertiesInput } from './properties-schema';

const issuesOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues ?? [];

describe('properties', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, []]));

  test('the first wrong one is named and no other is looked at', () => {
    expect(issuesOf(propertiesInput, many).map(({ path }) => path)).toEqual([['k0']]);
  });

  test('twin: a plain record makes an error for each, and one more for each kind of value', () => {
    const plain = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
    expect(issuesOf(plain, many)).toHaveLength(50);
  });

  test.each([
    [{ a: 'x'.repeat(501) }, ['a']],
    [{ a: '\0' }, ['a']],
    [{ a: '\ud800' }, ['a']],
    [{ a: { b: 1 } }, ['a']],
    [{ '': 1 }, ['']],
    [{ ['x'.repeat(65)]: 1 }, ['x'.repeat(65)]],
    [JSON.parse('{"__proto__":1}'), ['__proto__']],
    [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])), []],
    [[1], []],
    [null, []],
    ['text', []],
  ])('refuses %j', (value, path) => {
    expect(issuesOf(propertiesInput, value)).toMatchObject([{ path }]);
  });

  test('takes each kind of value, also names that objects have of their own', () => {
    const value = { a: '', b: 'x'.repeat(500), c: 1e308, d: false, e: null, constructor: 'y' };
    expect(propertiesInput.parse(value)).toEqual(value);
  });

  test('is described as what it takes', () => {
    const described = z.toJSONSchema(propertiesInput, { io: 'input' });
    expect(described).toMatchObject({
      type: 'object',
      additionalProperties: { anyOf: [{}, {}, {}, {}] },
    });
  });
});

test('an answer names a hundred errors and says how many there are', () => {
  const errors = Array.from({ length: 3_000 }, (_, index) => ({
    pointer: `/${index}`,
    detail: 'x',
  }));
  const answer = problemAnswer(problem('validation-failed', { errors }), 'req_1');
  const body = JSON.parse(answer.body ?? '') as { errors: unknown[]; detail: string };
  expect(body.errors).toHaveLength(100);
  expect(body.detail).toContain('the first 100 of 3000');
});
