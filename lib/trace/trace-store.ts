import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '../once-per-process';
import type { Trace } from './step';

/** So many traces of one workspace are kept; the oldest goes first. */
export const TRACES_PER_WORKSPACE = 50;

const MAX_WORKSPACES = 500;
const KEPT_MS = 24 * 3_600_000;

const store = oncePerProcess(
  'trace-store',
  () => new LRUCache<string, Trace[]>({ max: MAX_WORKSPACES, ttl: KEPT_MS }),
);

/** Keeps a trace for its workspace. */
export function keepTrace(trace: Trace): void {
  const kept = store.get(trace.workspaceId) ?? [];
  store.set(trace.workspaceId, [trace, ...kept].slice(0, TRACES_PER_WORKSPACE));
}

/** The traces of a workspace, newest first. */
export function listTraces(workspaceId: string): readonly Trace[] {
  return store.get(workspaceId) ?? [];
}

/** One trace of a workspace. Another workspace's does not exist. */
export function findTrace(workspaceId: string, id: string): Trace | undefined {
  return listTraces(workspaceId).find((trace) => trace.id === id);
}
