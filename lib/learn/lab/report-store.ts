import { z } from 'zod';
import { newId } from '@/lib/public-id';
import { findRecording, insertRecording } from '@/lib/trace/recording.repository';
import { type LabReport, labReportSchema } from './lab-report';
import { type DrillResult, drillSchema } from './measure-revocation';

const reportSchema = z.object({
  slug: z.string(),
  report: labReportSchema,
});

/** Keeps what a run saw, for the page that shows it. Gives the id that the page's URL carries. */
export async function keepReport(userId: string, slug: string, report: LabReport): Promise<string> {
  const id = newId();
  await insertRecording('lab-report', userId, id, JSON.stringify({ slug, report }));
  return id;
}

/** A report of this learner about this attack; undefined for anyone else's. */
export async function findReport(
  userId: string,
  slug: string,
  id: string,
): Promise<LabReport | undefined> {
  const content = await findRecording('lab-report', userId, id);
  if (content === undefined) return undefined;
  const kept = reportSchema.parse(JSON.parse(content));
  return kept.slug === slug ? kept.report : undefined;
}

/** Keeps a learner's drill for an hour. Gives the id that the page's URL carries. */
export async function keepDrill(userId: string, results: readonly DrillResult[]): Promise<string> {
  const id = newId();
  await insertRecording('drill', userId, id, JSON.stringify(results));
  return id;
}

/** A drill of this learner; undefined for anyone else's. */
export async function findDrill(userId: string, id: string): Promise<DrillResult[] | undefined> {
  const content = await findRecording('drill', userId, id);
  return content === undefined ? undefined : drillSchema.parse(JSON.parse(content));
}
