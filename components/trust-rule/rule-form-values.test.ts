import { describe, expect, test } from 'vitest';
import { readClaims, readRuleForm, type RuleFormValues, writeRuleForm } from './rule-form-values';

const FILLED: RuleFormValues = {
  platform: 'circleci',
  name: 'Usage job & more',
  issuer: 'https://oidc.circleci.com/org/6d',
  audience: 'tollgate',
  claims: { 'oidc.circleci.com/project-id': '7f=1' },
  moreClaims: 'a=b\n c = d=e ',
  scopes: ['events:write', 'usage:read'],
  mode: 'live',
  expires: '90',
  allow: '203.0.113.0/24\n2001:db8::/32',
  jwks: '',
  reusable: true,
};

describe('the form of a trust rule', () => {
  test('comes back from a fresh sign-in as it was filled in', () => {
    const params = new URLSearchParams(writeRuleForm(FILLED).toString());
    expect(readRuleForm(params, params.get('platform') ?? undefined, 'test')).toEqual(FILLED);
  });

  test('begins with a platform, and in the mode of the page', () => {
    expect(readRuleForm(new URLSearchParams('name=x'), undefined, 'live')).toBeNull();
    expect(readRuleForm(new URLSearchParams(), 'toString', 'live')).toBeNull();
    const empty = readRuleForm(new URLSearchParams(), 'gitlab', 'live');
    expect(empty).toMatchObject({ mode: 'live', expires: '', scopes: [], reusable: false });
  });

  test('drops what no form would send', () => {
    const params = new URLSearchParams({ expires: '99999', mode: 'both', scopes: 'root' });
    expect(readRuleForm(params, 'gitlab', 'test')).toMatchObject({
      expires: '',
      mode: 'test',
      scopes: [],
    });
  });

  test('collects the claims of both kinds of field', () => {
    expect(readClaims(FILLED)).toEqual({
      claims: { 'oidc.circleci.com/project-id': '7f=1', a: 'b', c: 'd=e' },
      wrong: undefined,
    });
    expect(readClaims({ ...FILLED, claims: { ref: ' ' }, moreClaims: '=x' }).wrong).toBe('=x');
    expect(readClaims({ ...FILLED, moreClaims: 'just words' }).wrong).toBe('just words');
  });
});
