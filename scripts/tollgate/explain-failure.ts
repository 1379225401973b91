import { EnvError } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';

const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|Can't reach database|P1001/;

/** One sentence for the person at the terminal; a problem of the domain with its slug and detail. */
export function explainFailure(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields =
      error.options.errors?.map(({ pointer, detail }) => `${pointer}: ${detail}`) ?? [];
    return [`${error.slug}: ${error.message}`, ...fields].join('\n');
  }
  if (error instanceof EnvError) return error.message;
  const text = error instanceof Error ? `${error.message} ${readCode(error)}` : String(error);
  if (UNREACHABLE.test(text)) {
    return 'The database does not answer. Is `npm start` running here? DATA_DIR, DATABASE_PORT and DATABASE_URL say where it is looked for.';
  }
  return error instanceof Error ? error.message : String(error);
}

function readCode(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
