import { expect, test } from 'vitest';
import { fromQuery, toQuery } from './new-key-query';

test('a filled form survives the way to a provider and back', () => {
  const values = {
    name: 'nightly & weekly',
    scopes: ['events:write', 'usage:read'] as const,
    mode: 'live' as const,
    expires: '30',
    allow: '203.0.113.0/24\n2001:db8::/32',
    publicKey: '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----',
  };
  const query = Object.fromEntries(
    new URLSearchParams(toQuery({ ...values, scopes: [...values.scopes] })),
  );
  expect(fromQuery(query, 'test', ['events:write', 'usage:read', 'keys:write'])).toEqual(values);
});

test('a link cannot choose what the person may not hand on, nor a mode or an end that there is not', () => {
  const query = { preset: 'all', mode: 'both', expires: '9999', allow: ['a', 'b'] };
  expect(fromQuery(query, 'test', ['events:read'])).toEqual({
    name: '',
    scopes: ['events:read'],
    mode: 'test',
    expires: '90',
    allow: '',
    publicKey: '',
  });
});
