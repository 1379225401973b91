import { decryptText, encryptText } from '@/lib/encryption';
import type { TokenPair } from './token-answer';

/** The columns of a connection that hold a token. */
export type SealedTokens = { accessToken: string; refreshToken: string | null };

export type TokenKind = 'access-token' | 'refresh-token';

/**
 * Encrypts both tokens for one connection.
 *
 * Attack: a leaked database would be the key to every customer's Slack and Drive. And who can write to
 * it would copy somebody's tokens into a connection of their own; the id is authenticated with them.
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
