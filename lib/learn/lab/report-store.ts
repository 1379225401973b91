import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '@/lib/once-per-process';
import { newId } from '@/lib/public-id';
import type { LabReport } from './lab';
import type { DrillResult } from './measure-revocation';

const MAX_REPORTS = 2_000;
const KEPT_MS = 3_600_000;

type Kept = { userId: string; slug: string; report: LabReport };

const reports = oncePerProcess(
  'lab-reports',
  () => new LRUCache<string, Kept>({ max: MAX_REPORTS, ttl: KEPT_MS }),
);

/** Keeps what a run saw, for the page that shows it. Gives the id that the page's URL carries. */
export function keepReport(userId: string, slug: string, report: LabReport): string {
  const id = newId();
  reports.set(id, { userId, slug, report });
  return id;
}

/** A report of this learner about this attack; undefined for anybody else's. */
export function findReport(userId: string, slug: string, id: string): LabReport | undefined {
  const kept = reports.get(id);
  return kept?.userId === userId && kept.slug === slug ? kept.report : undefined;
}

const MAX_DRILLS = 500;

type KeptDrill = { userId: string; results: readonly DrillResult[] };

const drills = oncePerProcess(
  'revocation-drills',
  () => new LRUCache<string, KeptDrill>({ max: MAX_DRILLS, ttl: KEPT_MS }),
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
