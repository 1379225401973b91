import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

/** Writes of which a second run makes a second object, by name, with the ids that answers named. */
export type KeyWrites = Map<string, Set<string>>;

/** What became of the writes: names, none of which there should be. */
export type WriteFaults = {
  /** Answered with 201 and not stored. */
  lost: string[];
  /** Stored more than once. */
  doubled: string[];
  /** Answered with an id that is not the stored one. */
  contradicted: string[];
};

type StoredKey = { name: string; id: string };

const CALL_TIMEOUT_MS = 4_000;
const RETRY_MS = 100;
const PAUSE_MS = 300;
/** Each answer is asked for once more, and has to be the same. */
const ANSWERS = 2;

/**
 * Makes API keys until `until`, one after another: each request again with the same
 * `Idempotency-Key` until it was answered with 201 twice. An API key has no id of the caller's, so
 * only the header prevents a second one.
 */
export async function writeKeys(
  origin: string,
  ownerKey: string,
  until: () => boolean,
): Promise<KeyWrites> {
  const writes: KeyWrites = new Map();
  const pool = new Pool(origin, { connections: 1 });
  for (let index = 0; !until(); index += 1) {
    const name = `Written ${index}`;
    const ids = new Set<string>();
    writes.set(name, ids);
    const headers = { 'idempotency-key': randomUUID() };
    for (let answers = 0; answers < ANSWERS; ) {
      const id = await writeKey(pool, ownerKey, name, headers);
      if (id === undefined) await pause(RETRY_MS);
      else {
        ids.add(id);
        answers += 1;
      }
    }
    await pause(PAUSE_MS);
  }
  await pool.close();
  return writes;
}

/**
 * The same without the header, once, by a client that believes its first answer lost: what
 * `reconcileKeys` has to report.
 */
export async function writeKeyTwice(origin: string, ownerKey: string): Promise<KeyWrites> {
  const pool = new Pool(origin, { connections: 1 });
  const name = 'Written without Idempotency-Key';
  const ids = new Set<string>();
  while (ids.size < ANSWERS) {
    const id = await writeKey(pool, ownerKey, name, {});
    if (id === undefined) await pause(RETRY_MS);
    else ids.add(id);
  }
  await pool.close();
  return new Map([[name, ids]]);
}

/** Compares what was answered with what is stored. */
export function reconcileKeys(writes: KeyWrites, stored: readonly StoredKey[]): WriteFaults {
  const faults: WriteFaults = { lost: [], doubled: [], contradicted: [] };
  for (const [name, answered] of writes) {
    const ids = stored.filter((key) => key.name === name).map(({ id }) => id);
    if (answered.size > 0 && ids.length === 0) faults.lost.push(name);
    if (ids.length > 1) faults.doubled.push(name);
    if ([...answered].some((id) => !ids.includes(id)) || answered.size > 1) {
      faults.contradicted.push(name);
    }
  }
  return faults;
}

/** @returns the new key's id; undefined where there was no answer, or 409 or 5xx. */
async function writeKey(
  pool: Pool,
  ownerKey: string,
  name: string,
  headers: Record<string, string>,
): Promise<string | undefined> {
  const answer = await post(pool, ownerKey, name, headers).catch(() => undefined);
  if (answer === undefined || answer.status === 409 || answer.status >= 500) return undefined;
  const body: unknown = JSON.parse(answer.text);
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (answer.status === 201 && typeof id === 'string') return id;
  throw new Error(`A new API key: ${answer.status} ${answer.text}`);
}

async function post(pool: Pool, ownerKey: string, name: string, headers: Record<string, string>) {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/api/v1/api-keys',
    headers: { 'x-api-key': ownerKey, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name, scopes: ['usage:read'] }),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  return { status: statusCode, text: await body.text() };
}
