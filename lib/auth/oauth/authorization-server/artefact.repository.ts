import { createHash, hkdfSync } from 'node:crypto';
import { forgetAccessToken, forgetGrant } from './access-token-cache';
import { databaseNow } from '@/lib/database-clock.repository';
import { db, dbPool } from '@/lib/db';
import type { Prisma } from '@/prisma/generated/client';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** A code, token, interaction or other thing that the authorization server keeps for a while. */
export type Artefact = { payload: Record<string, unknown>; consumedAt: Date | null };

export type NewArtefact = {
  payload: Record<string, unknown>;
  grantId?: string;
  uid?: string;
  userCode?: string;
  expiresAt: Date;
};

const CONSUMED_KEPT_DAYS = 7;

/**
 * What the table knows of a value: SHA-256 of kind and value. The values are random, 250 bits and
 * more, so no one can find one that fits.
 */
export function digestArtefact(kind: string, value: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(`${kind}\n${value}`).digest());
}

/** The token endpoint runs these several times a call, so they are prepared statements. */
const COLUMNS = 'kind, payload, consumed_at as "consumedAt", expires_at as "expiresAt"';
const UPSERT = `
  insert into oauth_artefact
    (digest, kind, grant_id, uid_digest, user_code_digest, payload, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (digest) do update set grant_id = excluded.grant_id, uid_digest = excluded.uid_digest,
    user_code_digest = excluded.user_code_digest, payload = excluded.payload,
    expires_at = excluded.expires_at`;
const CONSUME = `
  update oauth_artefact set consumed_at = $2 where digest = $1 and consumed_at is null`;

export async function saveArtefact(kind: string, id: string, artefact: NewArtefact): Promise<void> {
  const { grantId = null, uid, userCode, expiresAt } = artefact;
  if (isUserCodeName(id)) {
    const payload = artefact.payload as Prisma.InputJsonObject;
    const data = { payload, grantId, expiresAt };
    await db().oAuthArtefact.update({ where: { userCodeDigest: digestInName(id) }, data });
    return;
  }
  await dbPool().query({
    name: 'upsert-artefact',
    text: UPSERT,
    values: [
      digestArtefact(kind, id),
      kind,
      grantId,
      uid ? digestArtefact('uid', uid) : null,
      userCode ? digestArtefact('user_code', userCode) : null,
      JSON.stringify(artefact.payload),
      expiresAt,
    ],
  });
}

type Key = { id: string } | { uid: string } | { userCode: string };

const USER_CODE_NAME = 'user-code-digest:';

/**
 * Stands for the device code where only the user code is known: the person types that one in, and
 * the device's own is stored nowhere. It names the row and redeems nothing.
 */
export function nameByUserCode(userCode: string): string {
  return USER_CODE_NAME + Buffer.from(digestArtefact('user_code', userCode)).toString('hex');
}

export function isUserCodeName(id: string): boolean {
  return id.startsWith(USER_CODE_NAME);
}

export async function findArtefact(kind: string, key: Key): Promise<Artefact | undefined> {
  const [column, digest] = columnOf(kind, key);
  const { rows } = await dbPool().query<ArtefactRow>({
    name: `artefact-by-${column}`,
    text: `select ${COLUMNS} from oauth_artefact where ${column} = $1`,
    values: [digest],
  });
  const [row] = rows;
  if (row?.kind !== kind || row.expiresAt <= new Date()) return undefined;
  return { payload: row.payload, consumedAt: row.consumedAt };
}

/**
 * Marks it as used, once.
 *
 * Attack: two requests redeem one code, or refresh with one token, at the same moment. Both have read
 * it as unused; the condition in the update lets one of them win.
 * @returns false where someone was first, or it is gone.
 */
export async function consumeArtefact(kind: string, id: string): Promise<boolean> {
  const values = [digestArtefact(kind, id), new Date()];
  const { rowCount } = await dbPool().query({ name: 'consume-artefact', text: CONSUME, values });
  return rowCount === 1;
}

export async function deleteArtefact(kind: string, id: string): Promise<void> {
  await db().oAuthArtefact.deleteMany({ where: { digest: digestArtefact(kind, id) } });
  if (kind === 'AccessToken') forgetAccessToken(id);
}

/** Deletes everything of one kind that belongs to a grant. */
export async function deleteArtefactsOfGrant(kind: string, grantId: string): Promise<void> {
  await db().oAuthArtefact.deleteMany({ where: { kind, grantId } });
  forgetGrant(grantId);
}

/**
 * Writes a value down that may be seen once only.
 * @returns false where it was seen before.
 */
export async function rememberOnce(kind: string, id: string, expiresAt: Date): Promise<boolean> {
  const data = { digest: digestArtefact(kind, id), kind, payload: {}, expiresAt };
  const { count } = await db().oAuthArtefact.createMany({ data, skipDuplicates: true });
  return count === 1;
}

/** By the clock of another process an artefact may still be valid. */
const CLOCK_MARGIN_MS = 3_600_000;

/**
 * Deletes what has ended. Used codes and refresh tokens stay for a week, so that using one again is
 * noticed; an app that refreshes every few minutes would otherwise leave rows behind for months.
 */
export async function pruneArtefacts(moment?: Date): Promise<void> {
  const now = moment ?? (await databaseNow());
  const longAgo = new Date(now.getTime() - CLOCK_MARGIN_MS);
  const weekAgo = new Date(now.getTime() - CONSUMED_KEPT_DAYS * 86_400_000);
  await db().oAuthArtefact.deleteMany({
    where: { OR: [{ expiresAt: { lt: longAgo } }, { consumedAt: { lt: weekAgo } }] },
  });
  const minuteAgo = new Date(now.getTime() - 60_000);
  await db().oAuthRefreshAnswer.deleteMany({ where: { createdAt: { lt: minuteAgo } } });
}

type ArtefactRow = Artefact & { kind: string; expiresAt: Date };

/** The column that identifies it, and its value. */
function columnOf(kind: string, key: Key): [string, Uint8Array] {
  if ('id' in key && isUserCodeName(key.id)) return ['user_code_digest', digestInName(key.id)];
  if ('id' in key) return ['digest', digestArtefact(kind, key.id)];
  if ('uid' in key) return ['uid_digest', digestArtefact('uid', key.uid)];
  return ['user_code_digest', digestArtefact('user_code', key.userCode)];
}

function digestInName(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(name.slice(USER_CODE_NAME.length), 'hex'));
}

/**
 * Keeps the answer to a refresh for seconds, for the same client sending the same refresh token
 * again. It is encrypted under that very token, which is stored nowhere.
 */
export async function saveRefreshAnswer(refreshToken: string, answer: object): Promise<void> {
  const encrypted = await new CompactEncrypt(Buffer.from(JSON.stringify(answer)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyOf(refreshToken));
  await dbPool().query({
    name: 'insert-refresh-answer',
    text: 'insert into oauth_refresh_answer (digest, answer) values ($1, $2) on conflict do nothing',
    values: [digestOf(refreshToken), encrypted],
  });
}

export async function findRefreshAnswer(refreshToken: string): Promise<object | undefined> {
  const row = await db().oAuthRefreshAnswer.findUnique({
    where: { digest: digestOf(refreshToken) },
  });
  if (!row?.answer) return undefined;
  const { plaintext } = await compactDecrypt(row.answer, keyOf(refreshToken));
  return JSON.parse(Buffer.from(plaintext).toString('utf8')) as object;
}

function digestOf(refreshToken: string): Uint8Array<ArrayBuffer> {
  return digestArtefact('refresh_answer', refreshToken);
}

function keyOf(refreshToken: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', refreshToken, '', 'tollgate refresh answer', 32));
}
