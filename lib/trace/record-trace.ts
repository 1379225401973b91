import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { z } from 'zod';
import { createLog } from '../log';
import { closeRecording, openRecording } from './collect-step';
import { findRecording, insertRecording, listRecordings } from './recording.repository';
import { type Step, stepSchema, type Trace } from './step';
import { getTracer, WATCHED } from './tracer';

/** What a run returned or threw, and every step on the way. */
type Recording<T> = { traceId: string; steps: Step[] } & (
  | { ok: true; result: T }
  | { ok: false; error: unknown }
);

/**
 * Runs something while its steps are recorded, here and in every process that it calls. What it
 * throws is part of the recording.
 */
export async function recordTrace<T>(name: string, run: () => Promise<T>): Promise<Recording<T>> {
  const tracer = getTracer();
  const span = tracer.startSpan(
    name,
    { root: true, attributes: { [WATCHED]: true } },
    ROOT_CONTEXT,
  );
  const { traceId } = span.spanContext();
  openRecording(traceId);
  try {
    const result = await context.with(trace.setSpan(ROOT_CONTEXT, span), run);
    span.end();
    return { traceId, steps: closeRecording(traceId), ok: true, result };
  } catch (error) {
    span.end();
    return { traceId, steps: closeRecording(traceId), ok: false, error };
  }
}

const traceSchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  userId: z.string(),
  title: z.string(),
  startedAt: z.coerce.date(),
  steps: z.array(stepSchema),
});

/**
 * Keeps a trace for its workspace for a day. What was asked is answered even where it can't be kept:
 * a trace of a call that found the database down is lost.
 */
export async function keepTrace(trace: Trace): Promise<void> {
  try {
    await insertRecording('trace', trace.workspaceId, trace.id, JSON.stringify(trace));
  } catch (error) {
    createLog('trace').warn({ err: error, trace: trace.id }, 'trace not kept');
  }
}

/** The traces of a workspace, newest first. */
export async function listTraces(workspaceId: string): Promise<Trace[]> {
  const kept = await listRecordings('trace', workspaceId);
  return kept.map((content) => traceSchema.parse(JSON.parse(content)));
}

/** One trace of a workspace. Another workspace's does not exist. */
export async function findTrace(workspaceId: string, id: string): Promise<Trace | undefined> {
  const content = await findRecording('trace', workspaceId, id);
  return content === undefined ? undefined : traceSchema.parse(JSON.parse(content));
}
