/** The cookie that ties a consent page to the browser that began the request. */
export const CONSENT_COOKIE = 'tollgate.oauth-consent';

/** Where the consent page of a request is. Its cookie goes nowhere else. */
export function consentPath(uid: string): string {
  return `/oauth/consent/${uid}`;
}
