import type { TokenEndpointResponse } from 'openid-client';
import { decryptText, encryptText } from '@/lib/encryption';

/** A pair of tokens as the provider gave it. */
export type TokenPair = {
  accessToken: string;
  refreshToken: string | null;
  /** Null where the access token does not expire. */
  expiresAt: Date | null;
  scopes: string[];
};

/** Reads a token response. Slack separates scopes by commas, everyone else by blanks. */
export function readTokenAnswer(answer: TokenEndpointResponse, now = new Date()): TokenPair {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: seconds === undefined ? null : new Date(now.getTime() + seconds * 1000),
    scopes: (answer.scope ?? '').split(/[ ,]+/).filter(Boolean),
  };
}

/** The columns of a connection that hold a token. */
export type SealedTokens = { accessToken: string; refreshToken: string | null };

export type TokenKind = 'access-token' | 'refresh-token';

/**
 * Encrypts both tokens for one connection.
 *
 * Attack: a leaked database would be the key to every customer's Slack and Drive. And who can write to
 * it would copy someone's tokens into a connection of their own; the id is authenticated with them.
 */
export async function sealTokens(
  connectionId: string,
  { accessToken, refreshToken }: Pick<TokenPair, 'accessToken' | 'refreshToken'>,
): Promise<SealedTokens> {
  return {
    accessToken: await encryptText(accessToken, context(connectionId, 'access-token')),
    refreshToken:
      refreshToken === null
        ? null
        : await encryptText(refreshToken, context(connectionId, 'refresh-token')),
  };
}

/**
 * Decrypts one token of a connection.
 * @throws {Error} when it was altered, belongs to another connection, or its key is gone.
 */
export async function openToken(
  connectionId: string,
  kind: TokenKind,
  sealed: string,
): Promise<string> {
  return decryptText(sealed, context(connectionId, kind));
}

/** What a token is encrypted for: this column of this row. */
export function context(connectionId: string, kind: TokenKind): string {
  return `connection:${connectionId}:${kind}`;
}
