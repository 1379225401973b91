import { createHash, hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { store } from './chosen-store';
import type { ArtefactKey } from './store';

export type Artefact = { payload: Record<string, unknown>; consumedAt: Date | null };

export type NewArtefact = {
  payload: Record<string, unknown>;
  grantId?: string;
  uid?: string;
  userCode?: string;
  expiresAt: Date;
};

const HOUR_MS = 3_600_000;
const CONSUMED_KEPT_MS = 7 * 24 * HOUR_MS;
const REFRESH_ANSWER_MS = 60_000;

/** What the table knows of a value: SHA-256 of kind and value. The values are random, 250 bits and more. */
export function digestArtefact(kind: string, value: string): Buffer {
  return createHash('sha256').update(`${kind}\n${value}`).digest();
}

export async function saveArtefact(kind: string, id: string, artefact: NewArtefact): Promise<void> {
  const { payload, grantId = null, uid, userCode, expiresAt } = artefact;
  const key = keyOf(kind, { id });
  await store().saveArtefact(key, {
    digest: key.digest ?? digestArtefact(kind, id),
    kind,
    payload,
    grantId,
    uidDigest: uid ? digestArtefact('uid', uid) : null,
    userCodeDigest: key.userCodeDigest ?? (userCode ? digestArtefact('user_code', userCode) : null),
    expiresAt,
    consumedAt: null,
  });
}

const USER_CODE_NAME = 'user-code-digest:';

/**
 * Stands for the device code where only the user code is known: the person types that one in, and
 * the device's own is stored nowhere. It names the row and redeems nothing.
 */
export function nameByUserCode(userCode: string): string {
  return USER_CODE_NAME + digestArtefact('user_code', userCode).toString('hex');
}

export function isUserCodeName(id: string): boolean {
  return id.startsWith(USER_CODE_NAME);
}

type Key = { id: string } | { uid: string } | { userCode: string };

function keyOf(kind: string, key: Key): ArtefactKey {
  if ('uid' in key) return { uidDigest: digestArtefact('uid', key.uid) };
  if ('userCode' in key) return { userCodeDigest: digestArtefact('user_code', key.userCode) };
  if (!isUserCodeName(key.id)) return { digest: digestArtefact(kind, key.id) };
  return { userCodeDigest: Buffer.from(key.id.slice(USER_CODE_NAME.length), 'hex') };
}

export async function findArtefact(kind: string, key: Key): Promise<Artefact | undefined> {
  const found = await store().findArtefact(keyOf(kind, key));
  return found?.kind === kind && found.expiresAt > new Date() ? found : undefined;
}

/**
 * Marks it as used, once.
 *
 * Attack: two requests redeem one code, or refresh with one token, at the same moment. Both have read
 * it as unused; the store lets one of them win.
 */
export function consumeArtefact(kind: string, id: string): Promise<boolean> {
  return store().consumeArtefact(digestArtefact(kind, id));
}

export function deleteArtefact(kind: string, id: string): Promise<void> {
  return store().deleteArtefact(digestArtefact(kind, id));
}

export function deleteArtefactsOfGrant(kind: string, grantId: string): Promise<void> {
  return store().deleteArtefactsOfGrant(kind, grantId);
}

/** Writes a value down that may be seen once only. @returns false where it was seen before. */
export function rememberOnce(kind: string, id: string, expiresAt: Date): Promise<boolean> {
  return insert(kind, id, {}, expiresAt);
}

/** Records that a proof of possession was accepted, for every process. */
export function rememberProof(id: string, expiresAt: Date): Promise<boolean> {
  return insert('proof', id, {}, expiresAt);
}

function insert(kind: string, id: string, payload: Record<string, unknown>, expiresAt: Date) {
  const rest = { grantId: null, uidDigest: null, userCodeDigest: null, consumedAt: null };
  return store().insertArtefact({
    digest: digestArtefact(kind, id),
    kind,
    payload,
    expiresAt,
    ...rest,
  });
}

/**
 * Deletes what has ended; call it every hour. Used codes and refresh tokens stay for a week, so that
 * using one again is noticed.
 */
export async function pruneArtefacts(now = new Date()): Promise<void> {
  const expired = new Date(now.getTime() - HOUR_MS);
  await store().pruneArtefacts({ expired, consumed: new Date(now.getTime() - CONSUMED_KEPT_MS) });
}

/**
 * Keeps the answer to a refresh for seconds, for the same client sending the same refresh token
 * again. It is encrypted under that very token, which is stored nowhere.
 */
export async function saveRefreshAnswer(refreshToken: string, answer: object): Promise<void> {
  const encrypted = await new CompactEncrypt(Buffer.from(JSON.stringify(answer)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(answerKey(refreshToken));
  const expiresAt = new Date(Date.now() + REFRESH_ANSWER_MS);
  await insert('refresh_answer', refreshToken, { encrypted }, expiresAt);
}

export async function findRefreshAnswer(refreshToken: string): Promise<object | undefined> {
  const found = await findArtefact('refresh_answer', { id: refreshToken });
  if (typeof found?.payload.encrypted !== 'string') return undefined;
  const { plaintext } = await compactDecrypt(found.payload.encrypted, answerKey(refreshToken));
  return JSON.parse(Buffer.from(plaintext).toString('utf8')) as object;
}

function answerKey(refreshToken: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', refreshToken, '', 'tollgate refresh answer', 32));
}
