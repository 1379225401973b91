import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { alterIdToken } from './alter-id-token';
import type { Failure, FailureSwitch } from './failure-switch';
import type { Person } from './person';

/**
 * Lets an issuer answer wrongly where its switch says so: the authorization response on its way
 * back to the application, and the ID token in the token response.
 */
export function applyFailures(
  provider: Provider,
  failures: FailureSwitch,
  findSubject: (subject: string) => Person | undefined,
  signingKey: CryptoKey,
): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const person = findSubject(ctx.oidc?.entities.Account?.accountId ?? '');
    const failure = failures.of(person?.login);
    if (!failure) return;
    const location = ctx.response.get('location');
    if (location) ctx.response.set('location', alterResponse(location, failure));
    const body: unknown = ctx.body;
    if (hasIdToken(body)) body.id_token = await alterIdToken(body.id_token, failure, signingKey);
  });
}

function alterResponse(location: string, failure: Failure): string {
  const url = new URL(location);
  if (!url.searchParams.has('code')) return location;
  if (failure === 'wrong-iss') url.searchParams.set('iss', 'http://localhost:9/another-issuer');
  if (failure === 'missing-state') url.searchParams.delete('state');
  return url.toString();
}

function hasIdToken(body: unknown): body is { id_token: string } {
  return typeof body === 'object' && body !== null && 'id_token' in body;
}
