import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { selectApiKey } from '@/lib/auth/api-key/stored-api-key.repository';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { listEvents } from '@/lib/usage/list-events';
import { listMeters } from '@/lib/usage/list-meters';
import { sumUsage, type UsageQuery } from '@/lib/usage/usage-total.repository';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Owns nothing: every list is empty. */
const NOBODY: Principal = {
  credential: 'operator',
  credentialId: 'warm-up',
  userId: NO_ID,
  workspaceId: NO_ID,
  role: 'owner',
  mode: 'test',
  scopes: new Set(ALL_SCOPES),
  expiresAt: null,
};

/** The reads that calls begin with and the ones that are called most. Add those of your own domain. */
const READS: readonly (() => Promise<unknown>)[] = [
  () => selectApiKey('00000000'),
  () => listMeters(NOBODY, { limit: 1 }),
  () => listEvents(NOBODY, { limit: 1 }),
  () => sumUsage(USAGE),
];

const USAGE: UsageQuery = {
  workspaceId: NO_ID,
  mode: 'test',
  meter: 'none',
  from: new Date(0),
  to: new Date(),
  granularity: 'day',
};

/** Enough for V8 to have compiled what runs at each call. */
const ROUNDS = 15;
/** A slow database does not prevent a start: `/readyz` reports it. */
const LIMIT_MS = 5_000;

/**
 * Does beforehand what the first calls would wait for: opens connections of the pool, loads Prisma's
 * query compiler, plans statements, and has V8 compile the code. Without it the first calls to a new
 * instance take many times as long as later ones, which shows in the p99 of a deployment. Never
 * fails.
 * @param askSelf answers one call from end to end, through this process's own port.
 * @see docs/decisions/0134-warm-up-before-ready.md
 */
export async function warmUp(
  log: Logger,
  askSelf: () => Promise<unknown>,
  limitMs = LIMIT_MS,
): Promise<void> {
  const begin = performance.now();
  const calls = [askSelf, ...READS];
  const stop = new AbortController();
  const run = async () => {
    for (let round = 0; round < ROUNDS && !stop.signal.aborted; round += 1) {
      // All at once, so that the pool opens as many connections.
      await Promise.allSettled(calls.map((call) => call()));
    }
  };
  const limit = pause(limitMs, undefined, { signal: stop.signal, ref: false });
  await Promise.race([run(), limit.catch(() => {})]);
  stop.abort();
  log.info({ took_ms: Math.round(performance.now() - begin) }, 'warmed up');
}

/** A call of the public API that needs no credential. */
export async function askOwnApi(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/openapi.json`);
  await response.arrayBuffer();
}
