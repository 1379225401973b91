import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '@/lib/once-per-process';
import type { DrillResult } from './revocation-drill';

const MAX_LEARNERS = 500;
const KEPT_MS = 3_600_000;

const drills = oncePerProcess(
  'revocation-drills',
  () => new LRUCache<string, DrillResult[]>({ max: MAX_LEARNERS, ttl: KEPT_MS }),
);

/** Keeps a learner's last drill. */
export function keepDrill(userId: string, results: DrillResult[]): void {
  drills.set(userId, results);
}

/** A learner's last drill, for an hour. */
export function findDrill(userId: string): readonly DrillResult[] | undefined {
  return drills.get(userId);
}
