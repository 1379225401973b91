import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { EnvError, getEnv } from './env';
import { oncePerProcess } from './once-per-process';
import { describeRedisTarget, parseRedisUrl, type RedisTarget } from './redis-url';

/** The one connection to Redis of a process: one server, Sentinels or a cluster by `REDIS_URL`. */
export type RedisConnection = Redis | Cluster;

const COMMAND_TIMEOUT_MS = 1_000;
const READY_SECONDS = 10;
/** How long a start waits for a Redis that starts at the same time. */
const START_LIMIT_MS = 5_000;
const TRY_AGAIN_MS = 250;
const SENTINEL_RETRY_MS = 60_000;

const shared = oncePerProcess('redis', () => ({
  connection: undefined as RedisConnection | undefined,
  reason: undefined as Error | undefined,
}));

const OPTIONS: RedisOptions = {
  maxRetriesPerRequest: 1,
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: COMMAND_TIMEOUT_MS,
  // A server that vanished without a word closes nothing, and every command would time out on the
  // same dead socket until the kernel gives up.
  socketTimeout: COMMAND_TIMEOUT_MS,
  // A master that became a replica keeps its connections: only a new one reaches the new master.
  reconnectOnError: ({ message }) => /^(READONLY|MASTERDOWN)/.test(message),
};

/** The connection, opened at the first call; undefined without `REDIS_URL`. */
export function redis(): RedisConnection | undefined {
  const { REDIS_URL } = getEnv();
  if (!REDIS_URL) return undefined;
  shared.connection ??= open(parseRedisUrl(REDIS_URL));
  return shared.connection;
}

/** Closes the connection, for a graceful stop. */
export function closeRedis(): void {
  shared.connection?.disconnect();
  shared.connection = undefined;
}

/**
 * Writes a value, which a replica, a full or a hung server can't, where a PING would succeed.
 * @throws when Redis does not take it within a second. Without `REDIS_URL` there is nothing to ask.
 */
export async function checkRedisHealth(): Promise<void> {
  await redis()?.set(`${getEnv().REDIS_PREFIX}:ready`, '1', 'EX', READY_SECONDS);
}

/**
 * Waits until Redis takes a write, five seconds at most where it may only be starting.
 * @throws {EnvError} one sentence that says what is wrong with `REDIS_URL`.
 */
export async function requireRedis(): Promise<void> {
  const { REDIS_URL } = getEnv();
  if (!REDIS_URL) return;
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await checkForm();
    } catch (error) {
      const target = parseRedisUrl(REDIS_URL);
      const fault = findFault(error);
      if (Date.now() < until && !fault?.certain) {
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
        continue;
      }
      const text = fault
        ? `${describeRedisTarget(target)} ${fault.text}.`
        : explainSilence(target, error);
      closeRedis();
      throw new EnvError(`REDIS_URL: ${text}`);
    }
  }
}

/** What a connection can be wrong about although it takes a write. */
async function checkForm(): Promise<void> {
  await checkRedisHealth();
  const connection = redis();
  // A node of a cluster takes the keys of its own slots.
  if (connection instanceof Redis && (await connection.info('cluster')).includes('enabled:1')) {
    throw new Error('MOVED');
  }
  // The library stays on database 0 when it can't select the one that was asked for.
  if (shared.reason && WRONG_DATABASE.test(shared.reason.message)) throw shared.reason;
}

function open(target: RedisTarget): RedisConnection {
  shared.reason = undefined;
  const connection = target.form === 'cluster' ? openCluster(target) : openMaster(target);
  // Each failed command rejects by itself; the connection keeps trying.
  for (const event of ['error', 'sentinelError', 'node error']) {
    connection.on(event, (reason: Error) => {
      shared.reason = reason;
    });
  }
  return connection;
}

function openMaster({ form, tls, nodes, database: db, ...target }: RedisTarget): Redis {
  const { username, password, master: name, sentinelUsername, sentinelPassword } = target;
  const options = { ...OPTIONS, db, username, password, ...(tls ? { tls: {} } : {}) };
  if (form === 'single') return new Redis({ ...options, ...nodes[0] });
  return new Redis({
    ...options,
    name,
    sentinels: nodes,
    sentinelUsername,
    sentinelPassword,
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
    // Without it a planned failover is noticed only when the old master closes the connection.
    failoverDetector: true,
    // The library writes a line at each attempt that fails: at most one a minute.
    sentinelReconnectStrategy: (times) => Math.min(times * 1_000, SENTINEL_RETRY_MS),
    ...(tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  });
}

function openCluster({ tls, nodes, username, password }: RedisTarget): Cluster {
  return new Cluster(nodes, {
    // Its queue has no time limit: a caller would wait for as long as the cluster is down.
    enableOfflineQueue: false,
    slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
    redisOptions: { ...OPTIONS, username, password, ...(tls ? { tls: {} } : {}) },
    // A certificate names a host; by default the addresses it resolves to are connected to.
    ...(tls ? { dnsLookup: (host, found) => found(null, host) } : {}),
  });
}

const WRONG_DATABASE = /DB index is out of range/i;

/** `certain`: waiting does not help. */
const FAULTS: { pattern: RegExp; text: string; certain?: true }[] = [
  {
    pattern: /NOAUTH|WRONGPASS|invalid (username|password)/i,
    text: 'refuses the user or password',
    certain: true,
  },
  { pattern: /NOPERM/, text: 'does not let this user write and run scripts', certain: true },
  { pattern: /^READONLY/, text: 'is a read-only replica: name the master, or its Sentinels' },
  { pattern: /^MOVED/, text: 'is a node of a cluster: write redis+cluster://', certain: true },
  {
    pattern: /cluster support disabled/i,
    text: 'is not a cluster: write redis://',
    certain: true,
  },
  { pattern: /no such master|invalid reply: null/i, text: 'knows no master of this name' },
  {
    pattern: /unknown command.*sentinel/i,
    text: 'is not a Sentinel: write redis://',
    certain: true,
  },
  { pattern: /unknown command/i, text: 'is a Sentinel: write redis+sentinel://', certain: true },
  { pattern: WRONG_DATABASE, text: 'has no database with this number', certain: true },
  { pattern: /^OOM/, text: 'has no memory left' },
  { pattern: /EPROTO|wrong version/i, text: 'does not speak TLS: write redis, not rediss' },
  { pattern: /certificate/i, text: 'has an untrusted certificate: set NODE_EXTRA_CA_CERTS' },
];

function findFault(error: unknown) {
  const { reason } = shared;
  const nested = reason && 'lastNodeError' in reason ? reason.lastNodeError : undefined;
  const texts = [error, reason, nested].map((cause) =>
    cause instanceof Error ? cause.message : '',
  );
  return FAULTS.find(({ pattern }) => texts.some((text) => pattern.test(text)));
}

function explainSilence(target: RedisTarget, error: unknown): string {
  const reason = shared.reason?.message ?? (error instanceof Error ? error.message : 'no answer');
  const tls = target.tls ? ' over TLS' : '';
  return `no Redis answers${tls} at ${describeRedisTarget(target)} (${reason}). Start it, correct the variable, or leave it out to count in memory.`;
}
