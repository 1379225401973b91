import { describe, expect, it } from 'vitest';
import { EnvError, parseEnv } from './env';

describe('WORKLOAD_IDENTITY=workload-api', () => {
  const parse = (socket?: string) =>
    parseEnv({ WORKLOAD_IDENTITY: 'workload-api', SPIFFE_ENDPOINT_SOCKET: socket });

  it.each([
    undefined,
    '',
    '/run/agent.sock',
    'unix:run/agent.sock',
    'unix://run/agent.sock',
    'unix:///run/agent.sock?x=1',
    'unix:///',
    'tcp://127.0.0.1:8081',
  ])('refuses the socket %s', (socket) => {
    expect(() => parse(socket)).toThrow(EnvError);
    expect(() => parse(socket)).toThrow('needs SPIFFE_ENDPOINT_SOCKET=unix:///');
  });

  it('takes an absolute path, and none is needed for files', () => {
    const socket = 'unix:///run/spire/sockets/agent.sock';
    expect(parse(socket)).toMatchObject({ SPIFFE_ENDPOINT_SOCKET: socket });
    expect(parseEnv({}).WORKLOAD_IDENTITY).toBe('files');
  });
});

describe('the registration at a provider', () => {
  it.each([
    [
      { AUTH_OIDC_ISSUER: 'https://id.example' },
      'AUTH_OIDC_ISSUER is set, but AUTH_OIDC_ID and AUTH_OIDC_SECRET are not.',
    ],
    [
      { AUTH_OIDC_ID: 'x', AUTH_OIDC_SECRET: 'y' },
      'AUTH_OIDC_ID and AUTH_OIDC_SECRET are set, but AUTH_OIDC_ISSUER is not.',
    ],
    [{ AUTH_GITHUB_ID: 'x' }, 'AUTH_GITHUB_ID is set, but AUTH_GITHUB_SECRET is not.'],
    [{ SLACK_CLIENT_SECRET: 'x' }, 'SLACK_CLIENT_SECRET is set, but SLACK_CLIENT_ID is not.'],
  ])('is whole or not there: %o', (source, message) => {
    expect(() => parseEnv(source)).toThrow(EnvError);
    expect(() => parseEnv(source)).toThrow(message);
  });

  const withIssuer = (issuer: string) =>
    parseEnv({ AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_ID: 'x', AUTH_OIDC_SECRET: 'y' });

  it.each([
    'id.example',
    'http://id.example',
    'https://id.example/?realm=a',
    'https://id.example/#a',
    'https://id.example?',
    'https://ada:secret@id.example',
    'ftp://id.example',
  ])('refuses %s as an issuer', (issuer) => {
    expect(() => withIssuer(issuer)).toThrow('AUTH_OIDC_ISSUER must be');
  });

  it.each(['https://id.example', 'https://id.example/realms/a/', 'http://localhost:8080/realms/a'])(
    'takes %s as an issuer',
    (issuer) => {
      expect(withIssuer(issuer).AUTH_OIDC_ISSUER).toBe(issuer);
    },
  );
});

describe('parseEnv', () => {
  it('has a default for all that is no secret', () => {
    const env = parseEnv({});
    expect(env.APP_URL).toBe('http://localhost:3000');
    expect(env.BILLING_URL).toBe('https://localhost:8443');
    expect(env.IDENTITY_PROVIDER_PORTS).toEqual([4001, 4002]);
    expect(env.DEPLOYMENT).toBe('production');
    expect(env.AUTH_SECRET).toBeUndefined();
  });

  it('follows the ports', () => {
    const env = parseEnv({ PORT: '3100', DATABASE_PORT: '5441', DATA_DIR: '/tmp/x' });
    expect(env.APP_URL).toBe('http://localhost:3100');
    expect(env.DATABASE_URL).toContain('localhost:5441/');
    expect(env.WORKLOAD_DIR).toBe('/tmp/x/workload');
    expect(env.REDIS_PREFIX).toBe('tollgate:localhost:3100');
  });

  it.each([
    ['PORT', 'seventy'],
    ['PORT', '70000'],
    ['SVID_TTL_SECONDS', '5'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['REDIS_URL', 'http://localhost/x'],
    ['REDIS_PREFIX', '{one}'],
    ['IDENTITY_PROVIDER_PORTS', '4001'],
    ['AUTH_SECRET', 'short'],
  ])('names %s when its value is wrong, and never shows the value', (name, value) => {
    const attempt = () => parseEnv({ [name]: value });
    expect(attempt).toThrow(EnvError);
    expect(attempt).toThrow(name);
    expect(attempt).not.toThrow(new RegExp(`\\b${value.replace(/[{}]/g, '')}\\b`));
  });
});
