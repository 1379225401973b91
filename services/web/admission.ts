import type { ServerResponse } from 'node:http';
import { PROBLEM_TYPE_BASE, PROBLEMS } from '@/lib/http/problem-catalog';

/** Of one part of the site, at once: so many requests, and so many of them from one address. */
type Places = { all: number; perAddress: number };

/**
 * About a second's work on one core for each part. One that is full does not close the others: pages
 * cost many times what an API call costs, and health answers whatever happens.
 *
 * Attack: bodies that trickle in hold a place each for as long as a request may take. On the API it
 * takes a credential with its own rate limit to get so far; elsewhere one address gets a share only.
 */
const PLACES: Record<string, Places> = {
  api: { all: 1_000, perAddress: 1_000 },
  oauth: { all: 64, perAddress: 32 },
  pages: { all: 48, perAddress: 24 },
  forms: { all: 48, perAddress: 12 },
};

/** More statements than this waiting for a connection, and whoever comes next waits in vain. */
const LONGEST_DATABASE_QUEUE = 320;

const RETRY_AFTER_SECONDS = '2';

export type Admission = {
  /** Takes a place and gives the function that frees it, once; undefined where there is none. */
  enter(part: string, address: string | null): (() => void) | undefined;
  /** How many requests are being worked on, by part. */
  inFlight(): ReadonlyMap<string, number>;
  /** How many were refused, by part. */
  refused(): ReadonlyMap<string, number>;
};

/**
 * Keeps count of what is being worked on.
 *
 * Attack: ten times as many requests as there is power for. Taking all of them in makes each of them
 * slower than its caller waits, the work is done for nobody, and memory grows with the queue.
 * @param databaseQueue how many statements wait for a connection.
 * @see docs/decisions/0091-refuse-early-at-overload.md
 */
export function createAdmission(
  databaseQueue: () => number,
  places: Record<string, Places> = PLACES,
): Admission {
  const parts = new Map<string, number>();
  const addresses = new Map<string, number>();
  const refused = new Map<string, number>();

  const hasRoom = (part: string, subject: string) => {
    const limit = places[part];
    if (!limit) return true;
    return (
      (parts.get(part) ?? 0) < limit.all &&
      (addresses.get(subject) ?? 0) < limit.perAddress &&
      databaseQueue() < LONGEST_DATABASE_QUEUE
    );
  };

  return {
    enter(part, address) {
      const subject = `${part} ${address}`;
      if (!hasRoom(part, subject)) {
        add(refused, part, 1);
        return undefined;
      }
      add(parts, part, 1);
      add(addresses, subject, 1);
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        add(parts, part, -1);
        if (add(addresses, subject, -1) === 0) addresses.delete(subject);
      };
    },
    inFlight: () => parts,
    refused: () => refused,
  };
}

function add(counts: Map<string, number>, name: string, step: number): number {
  const count = (counts.get(name) ?? 0) + step;
  counts.set(name, count);
  return count;
}

const { title, status, remedy } = PROBLEMS.overloaded;

/** Refuses without an `Error`, whose stack would cost more than the rest of the answer. */
export function refuseOverload(response: ServerResponse, requestId: string): void {
  const body = JSON.stringify({
    type: `${PROBLEM_TYPE_BASE}overloaded`,
    title,
    status,
    detail: remedy,
    request_id: requestId,
  });
  response
    .writeHead(status, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      'retry-after': RETRY_AFTER_SECONDS,
    })
    .end(body);
}
