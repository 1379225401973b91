import { z } from 'zod';
import { stepSchema } from '@/lib/trace/step';

/** What a run saw, and every step on the way. */
export const labReportSchema = z.object({
  refused: z.boolean(),
  /** What came of it, e.g. `403 insufficient-scope`. */
  seen: z.string(),
  /** Whether the guard was in place. */
  guarded: z.boolean(),
  /** Refused with the guard, not refused without it. */
  asExpected: z.boolean(),
  steps: z.array(stepSchema).readonly(),
  durationMs: z.number(),
});

export type LabReport = z.infer<typeof labReportSchema>;
