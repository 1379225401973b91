import pg from 'pg';

/** What the notification channel and a new session send belongs to no request. */
const CHANNEL = /^(select set_config|listen )/i;

/** The statements that this process sends while `run` runs. */
export async function countStatements(run: () => Promise<void>): Promise<string[]> {
  const statements: string[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : String((first as { text?: string }).text);
    if (!CHANNEL.test(text)) statements.push(text.trim());
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await run();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}
