import { keepTrace, recordTrace } from './record-trace';
import type { Watch } from './watch-token';

/** A trace that was kept, and what the run gave. */
type Watched<T> = { traceId: string; result: T };

/**
 * Runs something for a learner who watches, and keeps its trace for their workspace.
 * @throws whatever `run` throws, after the trace has been kept.
 */
export async function watchRequest<T>(
  watch: Watch,
  title: string,
  run: () => Promise<T>,
): Promise<Watched<T>> {
  const startedAt = new Date();
  const recording = await recordTrace(title, run);
  const { traceId, steps } = recording;
  await keepTrace({ id: traceId, ...watch, title, startedAt, steps });
  if (!recording.ok) throw recording.error;
  return { traceId, result: recording.result };
}
