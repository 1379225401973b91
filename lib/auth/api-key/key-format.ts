import { crc32 } from 'node:zlib';
import { encodeBase62, randomBase62 } from '@/lib/base62';
import type { Mode } from '../principal';

/**
 * `tg_(live|test)_<id 8><secret 32><crc 6>`, base62 throughout.
 *
 * - The prefix lets secret scanners, people and log masks recognise a key.
 * - The id names the key in lists, logs and audit without revealing it.
 * - The secret is 32 digits: 190 bits, beyond guessing, so a fast hash is enough at rest.
 * - The CRC-32 of all before it tells a typo from a key without asking the database.
 */
export const API_KEY_PATTERN = /^tg_(?:live|test)_[0-9A-Za-z]{46}$/;

/** The same for finding keys inside other text. */
export const API_KEY_SEARCH = /\btg_(?:live|test)_[0-9A-Za-z]{46}(?![0-9A-Za-z])/g;

/** The public id alone. */
export const API_KEY_ID = /^[0-9A-Za-z]{8}$/;

const ID_START = 'tg_live_'.length;
const ID_DIGITS = 8;
const SECRET_DIGITS = 32;
const CHECKSUM_DIGITS = 6;

/** A key whose form and checksum are right. Whether it exists is another question. */
export type ParsedApiKey = { text: string; mode: Mode; id: string };

/** A new public id: 8 random base62 digits, unique by the primary key. */
export function newApiKeyId(): string {
  return randomBase62(ID_DIGITS);
}

/** Makes the text of a key with a fresh secret. This is the only place where one comes into being. */
export function mintApiKey(mode: Mode, id: string): string {
  const body = `tg_${mode}_${id}${randomBase62(SECRET_DIGITS)}`;
  return body + checksum(body);
}

/** Reads a key; undefined where its form or its checksum is wrong. Never asks the database. */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  if (!API_KEY_PATTERN.test(text)) return undefined;
  const sum = text.slice(-CHECKSUM_DIGITS);
  if (checksum(text.slice(0, -CHECKSUM_DIGITS)) !== sum) return undefined;
  const mode = text.startsWith('tg_live_') ? 'live' : 'test';
  const id = text.slice(ID_START, ID_START + ID_DIGITS);
  return { text, mode, id };
}

/** The form of a key that may be shown, logged and audited. */
export function maskApiKey({ mode, id }: { mode: Mode; id: string }): string {
  return `tg_${mode}_${id}…`;
}

function checksum(body: string): string {
  return encodeBase62(crc32(body), CHECKSUM_DIGITS);
}
