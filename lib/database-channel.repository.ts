import { randomBytes } from 'node:crypto';
import { setImmediate as afterPolling, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { connectClient } from './database-connection.repository';
import { getEnv } from './env';
import { createLog } from './log';

const PROOF_CHANNEL = 'tollgate_channel_proof';
/** How often a proof is sent. */
const PROOF_EVERY_MS = 250;
/** A proof that takes longer makes the channel untrusted until one arrives. */
const TRUST_MS = 700;
/** A proof that takes longer makes us reconnect. */
const GIVE_UP_MS = 2_500;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;

export type ChannelListener = {
  /** What to do with a payload, by channel. */
  channels: Record<string, (payload: string) => void>;
  /** The channel is proven: notifications sent from now on arrive. */
  onUp: () => void;
  /** Notifications may be lost from now on: whatever relied on them must stop doing so. */
  onDown: () => void;
};

/**
 * Listens to PostgreSQL channels on a connection of its own, to DIRECT_DATABASE_URL where it is set,
 * and reconnects indefinitely.
 *
 * The channel counts as up only while nonces sent from ANOTHER connection, to DATABASE_URL, keep
 * coming back through it. LISTEN succeeds through a pooler in transaction mode, and so does any query
 * on that connection, but the notifications go to whichever client has the server connection at that
 * moment.
 *
 * Attack: a channel believed to be up that delivers nothing leaves a revoked key valid for as long as
 * it is cached. A silent loss is noticed within PROOF_EVERY_MS + TRUST_MS, 0.95 seconds.
 * @returns the function that ends it.
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 * @see docs/decisions/0012-api-key-cache.md
 */
export function listenToDatabase(...listeners: ChannelListener[]): () => Promise<void> {
  const stop = new AbortController();
  let up = false;
  const setUp = (next: boolean) => {
    if (up === next) return;
    up = next;
    for (const listener of listeners) listener[up ? 'onUp' : 'onDown']();
  };

  const run = async () => {
    const log = createLog('notifications');
    let retryMs = RETRY_MIN_MS;
    for (let failures = 0; !stop.signal.aborted; failures += 1) {
      try {
        await holdChannel(listeners, stop.signal, (proven) => {
          setUp(proven && !stop.signal.aborted);
          if (proven) [retryMs, failures] = [RETRY_MIN_MS, 0];
        });
      } catch (error) {
        if (failures === 1) log.warn({ err: error }, NOT_PROVEN);
      }
      setUp(false);
      await pause(retryMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    }
  };

  const running = run();
  return async () => {
    stop.abort();
    setUp(false);
    await running;
  };
}

const NOT_PROVEN =
  'notifications of the database do not arrive: keys and tokens are looked up at each call. Behind a transaction pooler, set DIRECT_DATABASE_URL to an address that bypasses it';

/**
 * Opens both connections and proves the channel until it fails.
 * @throws {Error} when a connection or a proof fails.
 */
async function holdChannel(
  listeners: readonly ChannelListener[],
  signal: AbortSignal,
  onProof: (proven: boolean) => void,
): Promise<void> {
  const channels: ChannelListener['channels'] = Object.assign(
    {},
    ...listeners.map((one) => one.channels),
  );
  const { DATABASE_URL, DIRECT_DATABASE_URL } = getEnv();
  const limits = { connectionTimeoutMillis: RETRY_MAX_MS, query_timeout: GIVE_UP_MS };
  const name = (part: string) => ({ ...limits, application_name: `tollgate ${part}` });
  const listening = await connectClient(DIRECT_DATABASE_URL ?? DATABASE_URL, name('notifications'));
  let sending: pg.Client | undefined;
  const end = () => Promise.all([listening, sending].map((one) => one?.end().catch(() => {})));
  const onAbort = () => void end();
  signal.addEventListener('abort', onAbort);
  try {
    sending = await connectClient(DATABASE_URL, name('notification proof'));
    const proof: Proof = { nonce: '', accept: () => {}, refuse: () => {} };
    listening.on('notification', ({ channel, payload = '' }) => {
      if (channel !== PROOF_CHANNEL) channels[channel]?.(payload);
      else if (payload === proof.nonce) proof.accept();
    });
    // A connection that died delivers nothing more: its last proof must not count any longer.
    for (const client of [listening, sending]) {
      client.once('end', () => {
        onProof(false);
        proof.refuse(new Error('The connection for notifications was closed.'));
      });
    }
    const names = [PROOF_CHANNEL, ...Object.keys(channels)];
    await listening.query(names.map((one) => `listen ${pg.escapeIdentifier(one)}`).join(';'));
    while (!signal.aborted) {
      await prove(sending, proof, onProof);
      await pause(PROOF_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await end();
  }
}

/** The nonce that is under way, and who waits for it. */
type Proof = { nonce: string; accept: () => void; refuse: (error: Error) => void };

// Without waiting for the disk or a synchronous standby: nothing is stored.
const SEND = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

/** Sends a nonce and waits for it: trusted when it arrives, no longer trusted once it is late. */
async function prove(
  sending: pg.Client,
  proof: Proof,
  onProof: (proven: boolean) => void,
): Promise<void> {
  let arrived = false;
  const arrival = new Promise<void>((resolve, reject) => {
    proof.nonce = randomBytes(12).toString('base64url');
    proof.accept = () => {
      arrived = true;
      resolve();
    };
    proof.refuse = reject;
  });
  const refuseLate = async () => {
    // After a busy event loop the timer runs before what has long arrived is read.
    await afterPolling();
    if (!arrived) onProof(false);
  };
  const late = setTimeout(() => void refuseLate(), TRUST_MS);
  const lost = setTimeout(() => proof.refuse(new Error('A notification was lost.')), GIVE_UP_MS);
  try {
    await Promise.all([sending.query(SEND, [PROOF_CHANNEL, proof.nonce]), arrival]);
    onProof(true);
  } finally {
    clearTimeout(late);
    clearTimeout(lost);
  }
}
