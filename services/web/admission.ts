import type { ServerResponse } from 'node:http';
import { problemAnswer } from '@/lib/http/problem';
import { writeAnswer } from './node-message';

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
  const parts = new Map<string, Part>();

  return {
    enter(name, address) {
      const part = parts.get(name) ?? addPart(parts, name);
      const from = part.byAddress.get(address) ?? 0;
      if (!hasRoom(places[name], part.inside, from)) {
        part.refused += 1;
        return undefined;
      }
      part.inside += 1;
      part.byAddress.set(address, from + 1);
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        leave(part, address);
      };
    },
    inFlight: () => new Map([...parts].map(([name, { inside }]) => [name, inside])),
    refused: () => new Map([...parts].map(([name, { refused }]) => [name, refused])),
  };

  function hasRoom(limit: Places | undefined, inside: number, fromAddress: number): boolean {
    if (!limit) return true;
    return (
      inside < limit.all &&
      fromAddress < limit.perAddress &&
      databaseQueue() < LONGEST_DATABASE_QUEUE
    );
  }
}

type Part = { inside: number; refused: number; byAddress: Map<string | null, number> };

/** So many addresses without a request are kept: a map that one entry enters and leaves is rebuilt. */
const KEPT_ADDRESSES = 256;

function addPart(parts: Map<string, Part>, name: string): Part {
  const part: Part = { inside: 0, refused: 0, byAddress: new Map() };
  parts.set(name, part);
  return part;
}

function leave(part: Part, address: string | null): void {
  part.inside -= 1;
  const left = (part.byAddress.get(address) ?? 1) - 1;
  if (left === 0 && part.byAddress.size > KEPT_ADDRESSES) part.byAddress.delete(address);
  else part.byAddress.set(address, left);
}

/** Refuses without an `Error`, whose stack would cost more than the rest of the answer. */
export function refuseOverload(response: ServerResponse, requestId: string): void {
  const answer = problemAnswer({ slug: 'overloaded', options: {} }, requestId);
  writeAnswer(response, answer, requestId, ['x-content-type-options', 'nosniff']);
}
