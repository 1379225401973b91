import { expect, test } from 'vitest';
import { describeType, exampleOf, listFields } from './json-schema';

test('types read as a person would write them', () => {
  expect(describeType({ enum: ['test', 'live'] })).toBe('"test" | "live"');
  expect(describeType({ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })).toBe(
    'string (date-time) or null',
  );
  expect(describeType({ type: 'array', items: { type: 'string' } })).toBe('string[]');
});

test('fields of inner objects stand below their own', () => {
  const rows = listFields({
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        maxItems: 100,
        items: { type: 'object', properties: { id: { type: 'string' } } },
      },
    },
  });
  expect(rows.map(({ path, required }) => [path, required])).toEqual([
    ['data', true],
    ['data[].id', false],
  ]);
  expect(rows[0]?.description).toBe('At most 100 items.');
});

test('an example has the required fields and no others', () => {
  const example = exampleOf({
    type: 'object',
    required: ['meter'],
    properties: { meter: { type: 'string' }, customer: { type: 'string' } },
  });
  expect(example).toEqual({ meter: 'api_calls' });
});
