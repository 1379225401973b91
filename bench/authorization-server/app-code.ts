import { createHash } from 'node:crypto';
import type { HttpCall } from '../support/http-load';

/** One public app, the same at each authorization server that is measured. */
export const REDIRECT_URI = 'http://127.0.0.1:65000/callback';
export const SCOPE = 'meters:read' as const;

const CODE_VERIFIER = 'the-verifier-of-every-code-of-this-measurement';
export const CODE_CHALLENGE = createHash('sha256').update(CODE_VERIFIER).digest('base64url');

/** Tokens that a load uses up: a code once, a refresh token for its successor. */
export class TokenStock {
  readonly #tokens: string[];

  constructor(tokens: readonly string[]) {
    this.#tokens = [...tokens];
  }

  take(): string {
    const token = this.#tokens.shift();
    if (!token) throw new Error('More calls than tokens were prepared for.');
    return token;
  }

  /** Keeps the refresh token of a response. */
  keep = (response: string): void => {
    const { refresh_token: token } = JSON.parse(response) as { refresh_token?: string };
    if (!token) throw new Error(`A response without a refresh token: ${response}`);
    this.#tokens.push(token);
  };
}

const post = (path: string, fields: Record<string, string>): HttpCall => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

export function redeemCode(path: string, clientId: string, code: string): HttpCall {
  return post(path, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: CODE_VERIFIER,
  });
}

export function refresh(path: string, clientId: string, token: string): HttpCall {
  return post(path, { grant_type: 'refresh_token', client_id: clientId, refresh_token: token });
}

export function introspect(path: string, token: string): HttpCall {
  return post(path, { token });
}
