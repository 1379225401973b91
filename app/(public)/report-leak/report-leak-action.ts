'use server';

import { z } from 'zod';
import type { ReportLeakState } from '@/components/api-key/report-leak-form';
import { reportLeakedKey } from '@/lib/auth/api-key/leak/report-leaked-key';
import { getClientContext } from '@/lib/http/client-context';
import { ProblemError } from '@/lib/http/problem';
import { isStorable, UNSTORABLE_TEXT } from '@/lib/http/text-schema';

const formSchema = z.object({
  text: z.string().max(20_000, 'At most 20,000 characters.').trim().min(1, 'Paste the key.'),
  where: z
    .string()
    .max(500, 'At most 500 characters.')
    .refine(isStorable, UNSTORABLE_TEXT)
    .default(''),
});

/** Takes the report of a leaked key. The answer is the same whether the key exists or not. */
export async function reportLeakAction(
  _: ReportLeakState,
  form: FormData,
): Promise<ReportLeakState> {
  const where = String(form.get('where') ?? '');
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const { fieldErrors } = z.flattenError(parsed.error);
    return { where, errors: { text: fieldErrors.text?.[0], where: fieldErrors.where?.[0] } };
  }
  try {
    await reportLeakedKey(parsed.data.text, parsed.data.where, getClientContext());
    return { where: '', errors: {}, done: true };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { where, errors: { text: error.message } };
  }
}
