import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Principal } from '@/lib/auth/principal';
import { type Setting, WEBS } from './setting';

export type RevocationResult = {
  /** Keys that were revoked, with an answer that said so. */
  revoked: number;
  /** Calls that were answered with 200 more than a second after that answer. */
  late: number;
  /** Milliseconds from that answer to the last 200 of any instance, at most. */
  longestMs: number;
  /** One line for each key that was accepted late. */
  seen: string[];
};

type Key = { id: string; key: string };

const ALLOWED_MS = 1_000;
const WATCH_MS = 5_000;
const POLL_MS = 50;
const PAUSE_MS = 1_500;
const CALL_LIMIT_MS = 3_000;

/** Makes the keys to revoke, while nothing fails yet. */
export async function makeKeys(principal: Principal, count: number): Promise<Key[]> {
  const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
  const keys: Key[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `Revoked ${index}`;
    const input = { name, scopes: ['usage:read' as const], mode: 'test' as const, rateLimit: 0 };
    const { key, view } = await issueApiKey(principal, input);
    keys.push({ id: view.id, key });
  }
  return keys;
}

/**
 * Revokes one key after another until `until`: uses it at every instance so that each remembers it,
 * revokes it by the API, and then goes on calling every instance with it.
 */
export async function watchRevocations(
  setting: Setting,
  ownerKey: string,
  keys: readonly Key[],
  until: () => boolean,
): Promise<RevocationResult> {
  const result: RevocationResult = { revoked: 0, late: 0, longestMs: 0, seen: [] };
  const origins = WEBS.map((name) => `http://127.0.0.1:${setting.port[name]}`);
  for (const { id, key } of keys) {
    if (until()) break;
    for (const origin of [...origins, ...origins]) await call(origin, '/api/v1/me', key);
    const front = `http://127.0.0.1:${setting.port.front}`;
    const revoke = `/api/v1/api-keys/${id}/revoke`;
    const write = { idempotencyKey: randomUUID() };
    while ((await call(front, revoke, ownerKey, write)) !== 200) {
      if (until()) return result;
      await pause(POLL_MS);
    }
    const acknowledged = performance.now();
    result.revoked += 1;
    await Promise.all(origins.map((origin, index) => watch(origin, WEBS[index] ?? '', key)));
    await pause(PAUSE_MS);

    async function watch(origin: string, name: string, revoked: string): Promise<void> {
      let late = 0;
      let last = 0;
      while (performance.now() - acknowledged < WATCH_MS) {
        // By when it was sent: what an instance answers slowly it may have decided before.
        const sent = performance.now() - acknowledged;
        if ((await call(origin, '/api/v1/me', revoked)) === 200) {
          last = sent;
          if (sent > ALLOWED_MS) late += 1;
        }
        await pause(POLL_MS);
      }
      result.longestMs = Math.max(result.longestMs, last);
      result.late += late;
      if (late > 0) result.seen.push(`${name} accepted ${id} until ${Math.round(last)} ms`);
    }
  }
  return result;
}

/** The status, 0 where there was no answer. */
async function call(
  origin: string,
  path: string,
  key: string,
  write?: { idempotencyKey: string },
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(CALL_LIMIT_MS);
    const method = write ? 'POST' : 'GET';
    const headers = {
      'x-api-key': key,
      ...(write ? { 'idempotency-key': write.idempotencyKey } : {}),
    };
    const response = await fetch(origin + path, { method, headers, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
