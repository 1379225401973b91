import { createHash, timingSafeEqual } from 'node:crypto';
import { randomBase62 } from '@/lib/base62';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { findAppSecrets } from './find-app.repository';
import type Provider from 'oidc-provider';

const SECRET_DIGITS = 43;

/** How long the secret before stays good after a rotation, so that no one has to hurry. */
export const SECRET_OVERLAP_SECONDS = 86_400;

/** A new client secret: 256 random bits. It is shown once. */
export function createAppSecret(): string {
  return `tg_cs_${randomBase62(SECRET_DIGITS)}`;
}

export function digestAppSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

/** Whether a secret is the app's present one, or the one before within its overlap. */
export async function matchesAppSecret(
  clientId: string,
  secret: string,
  now = new Date(),
): Promise<boolean> {
  const id = toAppId(clientId);
  const stored = id ? await findAppSecrets(id) : null;
  const digest = digestAppSecret(secret);
  const same = (other: Uint8Array | null | undefined) =>
    other?.length === digest.length && timingSafeEqual(other, digest);
  if (same(stored?.secretDigest)) return true;
  const overlaps = stored?.previousSecretExpiresAt && now < stored.previousSecretExpiresAt;
  return Boolean(overlaps) && same(stored?.previousSecretDigest);
}

/** The public id of an app. */
export function toClientId(appId: string): string {
  return toPublicId('app', appId);
}

/** The client id of an app: its own id here, or the URL of its metadata document. */
export function clientIdOf({
  id,
  metadataUrl,
}: {
  id: string;
  metadataUrl: string | null;
}): string {
  return metadataUrl ?? toClientId(id);
}

export function toAppId(clientId: string): string | undefined {
  return fromPublicId('app', clientId);
}

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
