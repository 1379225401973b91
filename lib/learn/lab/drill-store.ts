import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '@/lib/once-per-process';
import { newId } from '@/lib/public-id';
import type { DrillResult } from './measure-revocation';

const MAX_DRILLS = 500;
const KEPT_MS = 3_600_000;

type Kept = { userId: string; results: readonly DrillResult[] };

const drills = oncePerProcess(
  'revocation-drills',
  () => new LRUCache<string, Kept>({ max: MAX_DRILLS, ttl: KEPT_MS }),
);

/** Keeps a learner's drill for an hour. Gives the id that the page's URL carries. */
export function keepDrill(userId: string, results: readonly DrillResult[]): string {
  const id = newId();
  drills.set(id, { userId, results });
  return id;
}

/** A drill of this learner; undefined for anybody else's. */
export function findDrill(userId: string, id: string): readonly DrillResult[] | undefined {
  const kept = drills.get(id);
  return kept?.userId === userId ? kept.results : undefined;
}
