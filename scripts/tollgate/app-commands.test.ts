import { describe, expect, it } from 'vitest';
import { requireWayIn } from './app-commands';

describe('tollgate app create', () => {
  it('refuses an app that nobody could connect, and names what is missing', () => {
    expect(() => requireWayIn({ redirectUri: [] })).toThrow(/--redirect-uri.*--public.*--device/s);
  });

  it.each([
    { redirectUri: ['https://example.com/callback'] },
    { redirectUri: [], public: true },
    { redirectUri: [], device: true },
    { redirectUri: [], machineCertificate: 'job.pem' },
    { redirectUri: [], resourceServer: true },
  ])('takes %j', (options) => {
    expect(() => requireWayIn(options)).not.toThrow();
  });
});
