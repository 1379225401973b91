import { expect, test } from 'vitest';
import { toFieldPath } from './field-path';

test('a pointer reads as the reference names the field', () => {
  expect(toFieldPath('/limit')).toBe('limit');
  expect(toFieldPath('/events/0/quantity')).toBe('events[].quantity');
  expect(toFieldPath('/0/meter')).toBe('[].meter');
  expect(toFieldPath('/properties/a~1b')).toBe('properties.a/b');
  expect(toFieldPath('')).toBe('');
});
