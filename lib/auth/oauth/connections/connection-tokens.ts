import type { TokenEndpointResponse } from 'openid-client';

/** A pair of tokens as the provider gave it. */
export type TokenPair = {
  accessToken: string;
  refreshToken: string | null;
  /** Null where the access token does not expire. */
  expiresAt: Date | null;
  scopes: string[];
};

/** Reads a token response. Slack separates scopes by commas, everybody else by blanks. */
export function readTokenAnswer(answer: TokenEndpointResponse, now = new Date()): TokenPair {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: seconds === undefined ? null : new Date(now.getTime() + seconds * 1000),
    scopes: (answer.scope ?? '').split(/[ ,]+/).filter(Boolean),
  };
}
