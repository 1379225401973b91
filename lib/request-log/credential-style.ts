/** The authentication style of a credential that the request log can hold. */
export type CredentialStyle = 'api-key' | 'oauth';

/** Keys are named by eight characters; grants, apps and job tokens by a prefix. */
const API_KEY_ID = /^[0-9A-Za-z]{8}$/;

/** Tells the style of a credential from its id. */
export function readCredentialStyle(credentialId: string): CredentialStyle {
  return API_KEY_ID.test(credentialId) ? 'api-key' : 'oauth';
}
