import { beforeAll, describe, expect, it, vi } from 'vitest';
import { issueWatchToken, readWatchToken, WATCH_SECONDS } from './watch-token';

const ONE = {
  workspaceId: '01900000-0000-7000-8000-00000000b001',
  userId: '01900000-0000-7000-8000-00000000a001',
};

describe('the watch token', () => {
  beforeAll(() => {
    vi.stubEnv('AUTH_SECRET', 'a secret of a test, at least 32 characters');
  });

  it('names for whom to record, and ends', () => {
    const text = issueWatchToken(ONE);
    expect(readWatchToken(text)).toEqual(ONE);
    const later = Date.now() + WATCH_SECONDS * 1000 + 1000;
    expect(readWatchToken(text, later)).toBeUndefined();
  });

  it.each([undefined, '', 'a.b', '.', 'e30.'])('is not %s', (text) => {
    expect(readWatchToken(text)).toBeUndefined();
  });

  it('is refused with one bit changed', () => {
    const [payload, signature] = issueWatchToken(ONE).split('.');
    const other = Buffer.from(JSON.stringify({ w: ONE.userId, u: ONE.userId, e: 9e9 }));
    expect(readWatchToken(`${other.toString('base64url')}.${signature}`)).toBeUndefined();
    expect(readWatchToken(`${payload}.${'A'.repeat(43)}`)).toBeUndefined();
  });
});
