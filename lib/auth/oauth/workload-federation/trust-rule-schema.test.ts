import { beforeAll, describe, expect, test } from 'vitest';
import { validate } from '@/lib/http/validate';
import { ProblemError } from '@/lib/http/problem';
import { PLATFORMS } from './platform';
import { type TrustRuleInput, trustRuleSchema } from './trust-rule-schema';

/** Which rules are refused before they are made, and in which words. */
const GITHUB = PLATFORMS['github-actions'].issuer;

function check(input: Partial<TrustRuleInput>) {
  return validate(trustRuleSchema, {
    name: 'Usage job',
    issuer: GITHUB,
    audience: 'tollgate',
    claims: { repository_id: '123' },
    scopes: ['events:write'],
    mode: 'test',
    ...input,
  });
}

/** What is wrong with a rule: `field: sentence`, one a line. */
function faultOf(input: Partial<TrustRuleInput>): string {
  try {
    check(input);
    return 'none';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { errors = [] } = error.options;
    return errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('\n');
  }
}

beforeAll(() => {
  Object.assign(process.env, { DEPLOYMENT: 'local', CI_ISSUER_PORT: '4321' });
});

describe('the platform of a rule', () => {
  test.each([
    [GITHUB, 'github-actions'],
    [`${GITHUB}/octo-inc`, 'github-actions'],
    ['https://token.actions.octocorp.ghe.com', 'github-actions'],
    ['https://github.example.com/_services/token', 'github-actions'],
  ])('is GitHub Actions at %s', (issuer, platform) => {
    expect(check({ issuer }).platform).toBe(platform);
  });

  test('is GitHub Actions at the development issuer, wherever that is', () => {
    expect(check({ issuer: 'http://localhost:4321' }).platform).toBe('github-actions');
    expect(faultOf({ issuer: 'http://localhost:4322' })).toMatch(/^issuer: /);
  });

  test.each([
    ['gitlab', 'https://gitlab.com', 'project_id'],
    ['circleci', 'https://oidc.circleci.com/org/6d', 'oidc.circleci.com/project-id'],
    ['aws', 'https://3f.tokens.sts.global.api.aws', 'sub'],
    [
      'kubernetes',
      'https://oidc.eks.eu-west-1.amazonaws.com/id/A1',
      '/kubernetes.io/serviceaccount/uid',
    ],
    ['other', 'https://issuer.example.com', 'sub'],
  ])('is %s at %s, and %s is enough', (platform, issuer, claim) => {
    expect(check({ issuer, claims: { [claim]: 'an-id' } }).platform).toBe(platform);
  });

  test.each<[string, Partial<TrustRuleInput>]>([
    ['said to be another one', { platform: 'spiffe', claims: { sub: 'repo:octo-org/octo-app' } }],
    ['of an enterprise', { issuer: `${GITHUB}/octo-inc`, claims: { sub: 'x' } }],
    [
      'that only its subject tells',
      { issuer: 'https://gitlab.example.com', claims: { sub: 'project_path:a/b:ref_type:branch' } },
    ],
  ])('cannot be got around by an issuer %s', (_name, input) => {
    expect(faultOf(input)).toMatch(/Name \w+ or \w+, which never|choose that platform/);
  });
});

describe('a rule has to name a claim that never changes hands', () => {
  test.each(
    Object.entries(PLATFORMS).flatMap(([platform, { unsafe }]) =>
      Object.entries<string>(unsafe).map(([claim, why]) => [platform, claim, why] as const),
    ),
  )('%s: %s is refused alone, and says why', (platform, claim, why) => {
    const { issuer } = PLATFORMS[platform as keyof typeof PLATFORMS];
    const input = { issuer: issuer.replaceAll(/[<>]/g, '').replaceAll(' ', ''), platform };
    const fault = faultOf({ ...(input as Partial<TrustRuleInput>), claims: { [claim]: 'x' } });
    expect(fault).toContain(`${claim}: ${why}`);
  });

  test.each(
    Object.entries(PLATFORMS).flatMap(([platform, { narrowing, identifying }]) =>
      Object.keys(narrowing)
        .filter((claim) => !identifying.some((id: string) => id === claim))
        .map((claim) => [platform, claim] as const),
    ),
  )('%s: %s narrows, and is refused alone', (platform, claim) => {
    const { issuer } = PLATFORMS[platform as keyof typeof PLATFORMS];
    const input = { issuer: issuer.replaceAll(/[<>]/g, '').replaceAll(' ', ''), platform };
    const fault = faultOf({ ...(input as Partial<TrustRuleInput>), claims: { [claim]: 'x' } });
    expect(fault).toMatch(/never changes hands/);
  });

  test('no claim at all, a wildcard, and the claims that every rule checks', () => {
    expect(faultOf({ claims: {} })).toMatch(/^claims: Name repository_id/);
    expect(faultOf({ claims: { repository_id: '12*' } })).toMatch(/Wildcards/);
    expect(faultOf({ claims: { repository_id: '1', aud: 'x' } })).toMatch(/checked for every rule/);
  });
});

describe('an issuer has one spelling', () => {
  test.each([
    'https://issuer.example.com',
    'https://issuer.example.com/',
    'https://issuer.example.com/realms/ci',
  ])('%s is taken', (issuer) => {
    expect(faultOf({ issuer, claims: { sub: 'a' } })).toBe('none');
  });

  test.each([
    ['dots', `${GITHUB}/x/..`],
    ['encoded dots', `${GITHUB}/%2e%2e/x`],
    ['an encoded slash', `${GITHUB}%2fx`],
    ['a doubled slash', `${GITHUB}//x`],
    ['a backslash', 'https://token.actions.githubusercontent.com\\@evil.example'],
    ['a user name', 'https://token.actions.githubusercontent.com@evil.example'],
    ['a query', `${GITHUB}?x=1`],
    ['an empty query', `${GITHUB}?`],
    ['a fragment', `${GITHUB}#x`],
    ['capitals in the host', 'https://Token.actions.githubusercontent.com'],
    ['the default port', 'https://token.actions.githubusercontent.com:443'],
    ['a space', `${GITHUB}/a b`],
    ['plain http', 'http://token.actions.githubusercontent.com'],
    ['another scheme', 'file:///etc/passwd'],
    ['loopback', 'https://127.0.0.1'],
    ['loopback in decimal', 'https://2130706433'],
    ['the metadata service', 'https://169.254.169.254'],
    ['an inner address of IPv6', 'https://[fd00::1]'],
    ['a mapped address', 'https://[::ffff:10.0.0.1]'],
    ['no URL', 'gitlab.com'],
  ])('refused: %s', (_name, issuer) => {
    expect(faultOf({ issuer, claims: { sub: 'a', repository_id: '1' } })).toMatch(/^issuer: /);
  });
});

describe('keys that are given with the rule', () => {
  test('make an issuer good that is not on the public internet, as of most clusters', () => {
    const cluster: Partial<TrustRuleInput> = {
      issuer: 'https://kubernetes.default.svc.cluster.local',
      platform: 'kubernetes',
      claims: { '/kubernetes.io/serviceaccount/uid': 'a-uid' },
    };
    expect(faultOf(cluster)).toMatch(/^issuer: .*give them with the rule\.$/);
    const jwks = { keys: [{ kty: 'RSA' as const }] };
    expect(faultOf({ ...cluster, jwks })).toBe('none');
    expect(faultOf({ ...cluster, jwks, issuer: 'http://cluster.local' })).toMatch(/must be https/);
    expect(faultOf({ ...cluster, jwks, issuer: 'https://a@cluster.local' })).toMatch(/^issuer/);
  });

  const withKeys = (jwk: { kty: 'RSA' }) =>
    faultOf({ issuer: 'https://issuer.example.com', claims: { sub: 'a' }, jwks: { keys: [jwk] } });

  test('are public', () => {
    expect(withKeys({ kty: 'RSA', n: 'AQAB', e: 'AQAB' } as { kty: 'RSA' })).toBe('none');
    expect(withKeys({ kty: 'RSA', d: 'x' } as { kty: 'RSA' })).toMatch(/private key/);
    expect(withKeys({ kty: 'oct', k: 'x' } as unknown as { kty: 'RSA' })).toMatch(/^jwks/);
  });
});
