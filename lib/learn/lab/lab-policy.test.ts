import { describe, expect, it } from 'vitest';
import { parseEnv } from '@/lib/env';
import { isLabOpen } from './lab-policy';

describe('the lab', () => {
  it('is closed in production, which is also the default', () => {
    expect(isLabOpen(parseEnv({}))).toBe(false);
    expect(isLabOpen(parseEnv({ DEPLOYMENT: 'production', TOLLGATE_LAB: '0' }))).toBe(false);
  });

  it('is open on one’s own machine, and where the operator says so', () => {
    expect(isLabOpen(parseEnv({ DEPLOYMENT: 'local' }))).toBe(true);
    expect(isLabOpen(parseEnv({ DEPLOYMENT: 'production', TOLLGATE_LAB: '1' }))).toBe(true);
  });
});
