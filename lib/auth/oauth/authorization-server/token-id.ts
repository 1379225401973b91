import type Provider from 'oidc-provider';
import { randomBase62 } from '@/lib/base62';
import { matchesAppSecret } from './app-secret';

const TOKEN_DIGITS = 43;

/**
 * Gives tokens the form that log masks and secret scanners know (`tg_at_…`, `tg_rt_…`), with 256
 * random bits each, and lets client secrets be compared by digest. The library looks these methods
 * up at each use; its types leave the first out.
 */
export function shapeCredentials(provider: Provider): void {
  const { AccessToken, ClientCredentials, RefreshToken, Client } = provider;
  for (const { prototype } of [AccessToken, ClientCredentials]) {
    Object.defineProperty(prototype, 'generateTokenId', {
      value(this: { format?: string }) {
        this.format = 'opaque';
        return `tg_at_${randomBase62(TOKEN_DIGITS)}`;
      },
    });
  }
  Object.defineProperty(RefreshToken.prototype, 'generateTokenId', {
    value: () => `tg_rt_${randomBase62(TOKEN_DIGITS)}`,
  });
  Client.prototype.compareClientSecret = function compareClientSecret(secret: string) {
    return matchesAppSecret(this.clientId, secret);
  };
}
