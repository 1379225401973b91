import type { ServerResponse } from 'node:http';
import { writeAnswer } from './write-answer';
import { problemAnswer } from '@/lib/http/problem';

/** Requests in flight at most: in all, and from one address. */
type Limit = { all: number; perAddress: number };

/**
 * By route class, about a second's work on one core. A full class does not close the others: a page
 * costs many times what an API call costs. Classes that are not listed (health, assets) have no limit.
 *
 * Attack: bodies that trickle in hold a slot each for as long as a request can take. On the API that
 * needs a credential, which has its own rate limit; elsewhere one address gets only a share.
 */
const CONCURRENCY_LIMITS: Record<string, Limit> = {
  api: { all: 1_000, perAddress: 1_000 },
  oauth: { all: 64, perAddress: 32 },
  mcp: { all: 64, perAddress: 32 },
  pages: { all: 48, perAddress: 24 },
  forms: { all: 48, perAddress: 12 },
};

/** With more statements than this waiting for a connection, a new request would time out in the queue. */
const MAX_DATABASE_QUEUE = 320;

export type ConcurrencyLimiter = {
  /** Acquires a slot. Returns an idempotent release function, or undefined when full. */
  acquire(routeClass: string, address: string | null): (() => void) | undefined;
  /** Requests in flight, by route class. */
  inFlight(): ReadonlyMap<string, number>;
  /** Requests refused since the start, by route class. */
  refused(): ReadonlyMap<string, number>;
};

/**
 * Sheds load: limits the requests in flight.
 *
 * Attack: ten times as many requests as there is capacity for. Accepting all of them makes each
 * slower than its caller waits, so the work is wasted, and memory grows with the queue.
 * @param databaseQueue how many statements wait for a connection.
 * @see docs/decisions/0091-load-shedding.md
 */
export function createConcurrencyLimiter(
  databaseQueue: () => number,
  limits: Record<string, Limit> = CONCURRENCY_LIMITS,
): ConcurrencyLimiter {
  const counts = new Map<string, Counts>();

  return {
    acquire(name, address) {
      const count = counts.get(name) ?? addCounts(counts, name);
      const from = count.byAddress.get(address) ?? 0;
      if (!hasRoom(limits[name], count.inFlight, from)) {
        count.refused += 1;
        return undefined;
      }
      count.inFlight += 1;
      count.byAddress.set(address, from + 1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        release(count, address);
      };
    },
    inFlight: () => new Map([...counts].map(([name, { inFlight }]) => [name, inFlight])),
    refused: () => new Map([...counts].map(([name, { refused }]) => [name, refused])),
  };

  function hasRoom(limit: Limit | undefined, inFlight: number, fromAddress: number): boolean {
    if (!limit) return true;
    return (
      inFlight < limit.all && fromAddress < limit.perAddress && databaseQueue() < MAX_DATABASE_QUEUE
    );
  }
}

type Counts = { inFlight: number; refused: number; byAddress: Map<string | null, number> };

function addCounts(counts: Map<string, Counts>, name: string): Counts {
  const count: Counts = { inFlight: 0, refused: 0, byAddress: new Map() };
  counts.set(name, count);
  return count;
}

function release(count: Counts, address: string | null): void {
  count.inFlight -= 1;
  const left = (count.byAddress.get(address) ?? 1) - 1;
  if (left === 0) count.byAddress.delete(address);
  else count.byAddress.set(address, left);
}

/** Refuses without an `Error`, whose stack would cost more than the rest of the answer. */
export function refuseOverload(
  response: ServerResponse,
  requestId: string,
  headers?: Readonly<Record<string, string>>,
): void {
  const answer = problemAnswer({ slug: 'overloaded', options: {} }, requestId);
  writeAnswer(response, answer, requestId, {
    'x-content-type-options': 'nosniff',
    ...headers,
  });
}
