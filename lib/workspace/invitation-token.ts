import { createHash } from 'node:crypto';
import { randomBase62 } from '@/lib/base62';

const SECRET_DIGITS = 32;
const TOKEN = /\btg_iv_[0-9A-Za-z]{32}\b/;

/** A new invitation token, `tg_iv_…`: 190 random bits. Only the link carries it. */
export function createInvitationToken(): string {
  return `tg_iv_${randomBase62(SECRET_DIGITS)}`;
}

/** The token in what a person pastes: the code itself or the whole link. Undefined without one. */
export function readInvitationToken(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}

/** What the database keeps of a token. Nobody can guess it, so a plain hash is enough. */
export function digestInvitationToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
