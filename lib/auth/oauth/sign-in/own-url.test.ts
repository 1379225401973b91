import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath, ownUrl } from './own-url';

const HOME = 'http://localhost:3000/dashboard';

test('a path of ours is kept', () => {
  expect(ownUrl('/invoices?x=1#top')).toBe('http://localhost:3000/invoices?x=1#top');
  expect(ownPath('http://localhost:3000/events')).toBe('/events');
});

test.each([
  undefined,
  null,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'http://localhost:3000@evil.example',
  'http://localhost:3001/',
  'javascript:alert(1)',
  'data:text/html,x',
  '/\t/evil.example',
])('%s goes to the dashboard', (wanted) => {
  expect(ownUrl(wanted)).toBe(HOME);
});

test.each(['http://localhost:3000//evil.example', '/.//evil.example', '/a/..//\\evil.example'])(
  'the path of %s names no other host',
  (wanted) => {
    const origin = 'http://localhost:3000';
    expect(new URL(ownPath(wanted), origin).origin).toBe(origin);
  },
);

test('whatever is wanted, the origin is ours', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((s) => `/${s}`),
      ),
      (wanted) => {
        expect(new URL(ownUrl(wanted)).origin).toBe('http://localhost:3000');
        expect(new URL(ownPath(wanted), 'http://localhost:3000').origin).toBe(
          'http://localhost:3000',
        );
      },
    ),
  );
});
