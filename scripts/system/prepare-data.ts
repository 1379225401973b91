import process from 'node:process';
import { closeDatabase } from '@/lib/db';
import { EnvError, getEnv } from '@/lib/env';
import { toProblem } from '@/lib/http/to-problem';
import { issueDemoKey } from './demo-key';
import { step } from './progress';
import { Refusal } from './refusal';
import { seedSystem } from './seed-system';

/** One sentence where a person can do something about it; else all that is known. */
function explain(error: unknown): string {
  if (error instanceof Refusal || error instanceof EnvError) return error.message;
  if (toProblem(error).slug === 'dependency-unavailable') {
    return 'The database did not answer in time. Is the machine very busy? Run `npm start` again: it continues where it stopped.';
  }
  return String(error instanceof Error ? error.stack : error);
}

/**
 * Seeds the migrated databases, in a process that ends: Prisma and the demo data would stay in the
 * launcher's memory for as long as the system runs. Tells the launcher a fresh key of Ada's.
 */
process.once('SIGTERM', () => process.exit(1));

try {
  const env = getEnv();
  await step(
    'demo data',
    () => seedSystem(env),
    (note) => note,
  );
  process.send?.({ ready: true, key: await issueDemoKey() });
} catch (error) {
  process.send?.({ failed: explain(error) });
  process.exitCode = 1;
} finally {
  await closeDatabase();
  process.disconnect?.();
}
