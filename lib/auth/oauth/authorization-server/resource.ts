import { getEnv } from '@/lib/env';

/** The issuer identifier of the authorization server. */
export function oauthIssuer(): string {
  return `${getEnv().APP_URL}/oauth`;
}

/** The API as the audience of access tokens. @see RFC 8707 */
export function apiResource(): string {
  return `${getEnv().APP_URL}/api/v1`;
}

/** The tools for agents, an audience of their own: a token of one is no use at the other. */
export function mcpResource(): string {
  return `${getEnv().APP_URL}/mcp`;
}

/** The audience that a token needs at a path of this site. */
export function resourceAt(path: string): string {
  return path === '/mcp' ? mcpResource() : apiResource();
}

/** What a token can be for: the API, or the tools for agents. */
export type Audience = 'api' | 'mcp';

/** The audience that a resource indicator names; undefined for one of others. */
export function audienceOf(resource: unknown): Audience | undefined {
  if (resource === apiResource()) return 'api';
  return resource === mcpResource() ? 'mcp' : undefined;
}

/** Where the authorization server says everything about itself. @see RFC 8414 section 3.1 */
export function serverMetadataUrl(): string {
  return `${getEnv().APP_URL}/.well-known/oauth-authorization-server/oauth`;
}

/** The cookie that ties a consent page to the browser that began the request. */
export const CONSENT_COOKIE = 'tollgate.oauth-consent';

/** Where the consent page of a request is. Its cookie goes nowhere else. */
export function consentPath(uid: string): string {
  return `/oauth/consent/${uid}`;
}
