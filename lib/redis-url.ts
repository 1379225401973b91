import { z } from 'zod';

/** Where Redis is: one server, a master that Sentinels name, or a cluster. */
export type RedisTarget = {
  form: 'single' | 'sentinel' | 'cluster';
  tls: boolean;
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  database: number;
  /** The name under which the Sentinels watch the master. */
  master?: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
};

const FORMS =
  'must be redis://host:6379/0, redis+sentinel://host:26379,host:26379/<master name> or redis+cluster://host:6379,host:6379 (rediss for TLS)';

const SHAPE = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:(.*)@)?([^@/?#]+)(\/[^?#]*)?(\?[^#]*)?$/;

const DEFAULT_PORT = { single: 6379, sentinel: 26_379, cluster: 6379 };

/** `REDIS_URL` can't be used. The message says why, without the value, which may hold a password. */
export class RedisUrlError extends Error {
  override name = 'RedisUrlError';
}

/**
 * Reads a `REDIS_URL`.
 *
 * - `redis://[user:password@]host[:port][/database]`
 * - `redis+sentinel://[user:password@]host[:port],…/<master name>[/database]`, the credentials being
 *   those of the master; `?sentinelUsername=…&sentinelPassword=…` where the Sentinels have their own
 * - `redis+cluster://[user:password@]host[:port],…`
 *
 * `rediss` instead of `redis`: over TLS, to the Sentinels as well.
 * @throws {RedisUrlError}
 */
export function parseRedisUrl(text: string): RedisTarget {
  const [, scheme, kind, credentials, hosts = '', path = '', query = ''] = SHAPE.exec(text) ?? [];
  if (!scheme) throw new RedisUrlError(FORMS);
  const form = kind === 'sentinel' || kind === 'cluster' ? kind : 'single';
  const authority = credentials === undefined ? '' : `${credentials}@`;
  // Each address is read as a URL of its own: no URL parser takes several in one.
  const urls = hosts
    .split(',')
    .map((host) => readUrl(`redis://${authority}${host}${path}${query}`));
  const [first] = urls;
  if (!first) throw new RedisUrlError(FORMS);
  if (form === 'single' && urls.length > 1) {
    throw new RedisUrlError(`names several hosts; it ${FORMS}`);
  }
  const target: RedisTarget = {
    form,
    tls: scheme === 'rediss',
    nodes: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? DEFAULT_PORT[form] : Number(port),
    })),
    username: decode(first.username),
    password: decode(first.password),
    ...readPath(form, first.pathname),
  };
  return form === 'sentinel' ? { ...target, ...readSentinelUser(first.searchParams) } : target;
}

/** `REDIS_URL` as a setting: checked at start, kept as text. */
export const redisUrl = z.string().superRefine((text, context) => {
  try {
    parseRedisUrl(text);
  } catch (error) {
    if (!(error instanceof RedisUrlError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** `REDIS_PREFIX`. No braces: in a cluster they would put every key on one node. */
export const redisPrefix = z.string().regex(/^[\w.:-]{1,100}$/);

/** The addresses of a target, for a message: never its credentials. */
export function describeRedisTarget({ nodes }: RedisTarget): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new RedisUrlError(FORMS);
  const url = new URL(text);
  if (url.hostname === '') throw new RedisUrlError(FORMS);
  return url;
}

/** A part of a URL that is empty counts as absent. */
function decode(text: string | null): string | undefined {
  if (!text) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError('has a user or password with a % that must be written %25');
  }
}

function readPath(form: RedisTarget['form'], pathname: string) {
  const parts = pathname.split('/').filter(Boolean);
  const master = form === 'sentinel' ? decode(parts.shift() ?? '') : undefined;
  if (form === 'sentinel' && !master) {
    throw new RedisUrlError("names no master: write the Sentinels' name for it after the hosts");
  }
  const [database = '0', ...rest] = parts;
  if (!/^\d{1,4}$/.test(database) || rest.length > 0) {
    throw new RedisUrlError('has a database that is no number');
  }
  if (form === 'cluster' && database !== '0') {
    throw new RedisUrlError('names a database, and a cluster has only number 0');
  }
  return { master, database: Number(database) };
}

function readSentinelUser(query: URLSearchParams) {
  return {
    sentinelUsername: query.get('sentinelUsername') ?? undefined,
    sentinelPassword: query.get('sentinelPassword') ?? undefined,
  };
}
