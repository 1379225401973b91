import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { decryptText, encryptText } from '@/lib/encryption';
import {
  deleteSigningKeys,
  findSigningKeys,
  insertSigningKey,
  type SigningKeyRow,
} from './signing-key.repository';

/** What every client of OpenID Connect understands. @see OpenID Connect Core section 15.1 */
export const SIGNING_ALGORITHM = 'RS256';

const MODULUS_BITS = 2048;
const DAY_MS = 86_400_000;
/** A key is published for this long before it signs, so that clients have it by then. */
export const PUBLISHED_BEFORE_MS = 3_600_000;
/** A key stays published for this long after its last signature. ID tokens last an hour. */
export const PUBLISHED_AFTER_MS = DAY_MS;
export const ROTATE_AFTER_MS = 90 * DAY_MS;

/**
 * The private keys for ID tokens; the one that signs comes first. A new key is made every 90 days,
 * published for an hour before it signs, and for a day after the next one took over.
 * @throws {Error} when a stored key can't be decrypted: without its key nothing is signed.
 */
export async function loadSigningKeys(now = new Date()): Promise<JWK[]> {
  let rows = await findSigningKeys();
  const due = new Date(now.getTime() - ROTATE_AFTER_MS);
  if (!rows[0] || rows[0].createdAt <= due) {
    await addSigningKey(due);
    rows = await findSigningKeys();
  }
  const { inUse, retired } = sortKeys(rows, now);
  if (retired.length > 0) await deleteSigningKeys(retired.map(({ kid }) => kid));
  return Promise.all(inUse.map(openKey));
}

/**
 * Adds a key now, whatever the age of the newest one. It signs an hour later.
 * @returns its `kid`.
 */
export async function rotateSigningKey(): Promise<string> {
  return addSigningKey(new Date());
}

/** The published keys, newest first, and which one signs. */
export async function listSigningKeys(now = new Date()) {
  const rows = await findSigningKeys();
  const { inUse } = sortKeys(rows, now);
  return rows
    .filter((row) => inUse.includes(row))
    .map(({ kid, createdAt }) => ({ kid, createdAt, signs: kid === inUse[0]?.kid }));
}

/** Which keys are published, the signing one first, and which nothing needs any more. */
export function sortKeys<Row extends Pick<SigningKeyRow, 'createdAt'>>(
  rows: readonly Row[],
  now: Date,
): { inUse: Row[]; retired: Row[] } {
  const signs = rows.findIndex(({ createdAt }) => age(createdAt, now) >= PUBLISHED_BEFORE_MS);
  // The very first key has nothing before it and signs at once.
  const at = signs < 0 ? rows.length - 1 : signs;
  const tookOver = (rows[at]?.createdAt.getTime() ?? 0) + PUBLISHED_BEFORE_MS;
  const older = rows.slice(at + 1);
  const retired = older.filter(
    (_, index) => index > 0 || now.getTime() - tookOver > PUBLISHED_AFTER_MS,
  );
  const inUse = [...rows.slice(at, at + 1), ...rows.slice(0, at), ...older].filter(
    (row) => !retired.includes(row),
  );
  return { inUse, retired };
}

async function addSigningKey(unlessAfter: Date): Promise<string> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, {
    modulusLength: MODULUS_BITS,
    extractable: true,
  });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const sealed = await encryptText(JSON.stringify(jwk), context(kid));
  await insertSigningKey({ kid, privateKey: sealed }, unlessAfter);
  return kid;
}

async function openKey({ kid, privateKey }: SigningKeyRow): Promise<JWK> {
  const jwk = JSON.parse(await decryptText(privateKey, context(kid))) as JWK;
  return { ...jwk, kid, use: 'sig', alg: SIGNING_ALGORITHM };
}

function age(createdAt: Date, now: Date): number {
  return now.getTime() - createdAt.getTime();
}

function context(kid: string): string {
  return `oauth-signing-key:${kid}`;
}
