import pg from 'pg';

/** Heartbeat and listening belong to the notification channel, not to a request. */
const CHANNEL = /^(select 1|listen )/i;

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
