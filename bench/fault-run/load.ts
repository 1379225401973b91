import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { BenchMeter } from '../support/bench-tenant.repository';

export const METERS: readonly BenchMeter[] = [
  { key: 'api_calls', aggregation: 'sum' },
  { key: 'compute_seconds', aggregation: 'sum' },
  { key: 'requests', aggregation: 'count' },
  { key: 'users', aggregation: 'unique', property: 'user' },
  { key: 'peak', aggregation: 'max' },
];

/** One event as it was sent, with the quantity in thousandths, so that sums are exact. */
export type SentEvent = {
  id: string;
  meter: string;
  thousandths: number;
  hour: number;
  user: number;
};

export type Ledger = {
  /** Everything that was ever sent, by id. */
  sent: Map<string, SentEvent>;
  /** Ids that were answered with 201. */
  acknowledged: Set<string>;
  /** Ids of batches whose sender gave up: they may be stored or not. */
  abandoned: Set<string>;
  calls: number;
  failures: number;
};

/** How hard to send. */
export type Pace = {
  senders: number;
  maxBatch: number;
  pauseMs: number;
  /** Told for each acknowledged batch how long it took, from its first attempt, in milliseconds. */
  onStored?: (waitedMs: number) => void;
};

const FULL_PACE: Pace = { senders: 6, maxBatch: 200, pauseMs: 0 };
const CALL_TIMEOUT_MS = 4_000;
const RETRY_MS = 100;
/** One batch in so many is dropped at its first failure. */
const ABANDON_ONE_IN = 10;
/** One acknowledged batch in so many is sent once more as another request: its ids tell. */
const REPEAT_ONE_IN = 5;

const pick = (count: number) => Math.floor(Math.random() * count);

/**
 * Sends batches until `until`, as a careful client does: the same batch again until it is
 * acknowledged, with the same Idempotency-Key. Every event lies in the hours from `start` to `end`, in no order.
 */
export async function sendLoad(
  key: string,
  start: number,
  end: number,
  until: () => boolean,
  { senders, maxBatch, pauseMs, onStored }: Pace = FULL_PACE,
): Promise<Ledger> {
  const ledger: Ledger = {
    sent: new Map(),
    acknowledged: new Set(),
    abandoned: new Set(),
    calls: 0,
    failures: 0,
  };
  const pool = new Pool(`http://127.0.0.1:${process.env.PORT}`, { connections: senders });
  const hours = Math.floor((end - start) / 3_600_000);

  const post = async (body: string, idempotencyKey: string): Promise<boolean> => {
    ledger.calls += 1;
    try {
      const response = await pool.request({
        method: 'POST',
        path: '/api/v1/events',
        headers: {
          'x-api-key': key,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body,
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const { statusCode } = response;
      const text = await response.body.text();
      if (statusCode === 201) return true;
      // 409: the attempt before is still running somewhere.
      if (statusCode < 500 && statusCode !== 409)
        throw new UnexpectedAnswer(`${statusCode} ${text}`);
    } catch (error) {
      if (error instanceof UnexpectedAnswer) throw error;
    }
    ledger.failures += 1;
    return false;
  };

  const send = async (sender: number) => {
    for (let batch = 0; !until(); batch += 1) {
      const events = Array.from({ length: 1 + pick(maxBatch) }, (_, index) =>
        makeEvent(`${sender}-${batch}-${index}`, hours),
      );
      for (const event of events) ledger.sent.set(event.id, event);
      const begin = performance.now();
      const body = toBody(events, start);
      const idempotencyKey = randomUUID();
      let stored = await post(body, idempotencyKey);
      const patient = pick(ABANDON_ONE_IN) > 0;
      while (!stored && patient) {
        await pause(RETRY_MS);
        stored = await post(body, idempotencyKey);
      }
      const list = stored ? ledger.acknowledged : ledger.abandoned;
      for (const { id } of events) list.add(id);
      if (stored) onStored?.(performance.now() - begin);
      if (stored && pick(REPEAT_ONE_IN) === 0) {
        await post(toBody(events.toReversed(), start), randomUUID());
      }
      if (pauseMs > 0) await pause(pauseMs);
    }
  };

  await Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  await pool.close();
  return ledger;
}

class UnexpectedAnswer extends Error {}

function makeEvent(id: string, hours: number): SentEvent {
  const meter = METERS[pick(METERS.length)]?.key ?? '';
  return { id, meter, thousandths: pick(1_000_000), hour: pick(hours), user: pick(500) };
}

function toBody(events: readonly SentEvent[], start: number): string {
  return JSON.stringify({ events: events.map((event) => toWire(event, start)) });
}

function toWire({ id, meter, thousandths, hour, user }: SentEvent, start: number) {
  return {
    id,
    meter,
    quantity: (thousandths / 1_000).toFixed(3),
    time: new Date(start + hour * 3_600_000 + pick(3_600_000)).toISOString(),
    customer: `customer-${user % 20}`,
    properties: { user: `user-${user}` },
  };
}
