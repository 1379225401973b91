import pg from 'pg';
import { getEnv } from './env';

const HEARTBEAT_MS = 2_000;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;

export type ChannelListener = {
  /** What to do with a payload, by channel. */
  channels: Record<string, (payload: string) => void>;
  /** The channel is open: from now on nothing is missed. */
  onUp: () => void;
  /** Notifications may be lost from now on: whatever relied on them must stop doing so. */
  onDown: () => void;
};

/**
 * Listens to PostgreSQL channels on one connection of its own and reconnects for ever. A heartbeat
 * finds a connection that died without a word.
 * @returns the function that ends it.
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
export function listenToDatabase(listener: ChannelListener): () => Promise<void> {
  const names = Object.keys(listener.channels);
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = RETRY_MIN_MS;
  let stopped = false;

  const lose = (lost: pg.Client) => {
    if (lost !== client) return;
    client = undefined;
    clearTimeout(timer);
    listener.onDown();
    lost.end().catch(() => {});
    if (stopped) return;
    timer = setTimeout(open, retryMs).unref();
    retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
  };

  const beat = (beating: pg.Client) => {
    timer = setTimeout(() => {
      beating.query({ text: 'select 1', query_timeout: HEARTBEAT_MS } as pg.QueryConfig).then(
        () => beating === client && beat(beating),
        () => lose(beating),
      );
    }, HEARTBEAT_MS).unref();
  };

  const open = () => {
    const opening = new pg.Client({
      connectionString: getEnv().DATABASE_URL,
      connectionTimeoutMillis: RETRY_MAX_MS,
      keepAlive: true,
      application_name: 'tollgate notifications',
    });
    client = opening;
    opening.on('error', () => lose(opening));
    opening.on('end', () => lose(opening));
    opening.on('notification', ({ channel, payload }) => {
      listener.channels[channel]?.(payload ?? '');
    });
    opening
      .connect()
      .then(() =>
        opening.query(names.map((name) => `listen ${pg.escapeIdentifier(name)}`).join(';')),
      )
      .then(
        () => {
          if (opening !== client) return;
          retryMs = RETRY_MIN_MS;
          listener.onUp();
          beat(opening);
        },
        () => lose(opening),
      );
  };

  open();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    const open = client;
    client = undefined;
    if (!open) return;
    listener.onDown();
    await open.end().catch(() => {});
  };
}
