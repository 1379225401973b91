import pg from 'pg';
import { vi } from 'vitest';

/**
 * Counts the statements that the pool of `lib/db` sends while `run` runs; the notification channel
 * has connections of its own and is left out, and so are the settings of a new session.
 */
export async function countStatements(run: () => Promise<void>): Promise<string[]> {
  const statements: string[] = [];
  const query = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [first] = args;
    const text = typeof first === 'string' ? first : String((first as { text?: string }).text);
    if (!/^(select set_config|listen )/.test(text)) statements.push(text.trim());
    return Reflect.apply(query, this, args) as never;
  });
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
  return statements;
}
