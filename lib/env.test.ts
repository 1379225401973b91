import { describe, expect, it } from 'vitest';
import { EnvError, parseEnv } from './env';

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
