import { EnvError } from '@/lib/env';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';

/** One sentence for the person at the terminal; a problem of the domain with its slug and detail. */
export function explainFailure(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields = error.options.errors?.map(
      ({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`,
    );
    return fields?.join(' ') ?? `${error.slug}: ${error.message}`;
  }
  if (error instanceof EnvError) return error.message;
  if (toProblem(error).slug === 'dependency-unavailable') {
    return 'The database does not answer. Is `npm start` running here? DATA_DIR, DATABASE_PORT and DATABASE_URL say where it is looked for.';
  }
  if (isOlderDatabase(error)) {
    return 'The database is older than this code. Start `npm start` again: it migrates first.';
  }
  return error instanceof Error ? error.message : String(error);
}

/** What Prisma says where a table or a column of the schema is not there. */
const MISSING = ['P2021', 'P2022'];

function isOlderDatabase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.includes(String(error.code));
}
