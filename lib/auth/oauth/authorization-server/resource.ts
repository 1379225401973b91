import { getEnv } from '@/lib/env';

/** The issuer identifier of the authorization server. */
export function oauthIssuer(): string {
  return `${getEnv().APP_URL}/oauth`;
}

/** The API as the audience of access tokens. @see RFC 8707 */
export function apiResource(): string {
  return `${getEnv().APP_URL}/api/v1`;
}
