import type { Logger } from 'pino';
import { getMetrics } from '@/lib/metrics';
import { MtlsError } from '../mtls-error';
import type { Identity, IdentityFiles, IdentitySource } from './identity';
import { digestFiles, type IdentityRules, validateIdentity } from './validate-identity';
import { watchExpiry } from './watch-expiry';

export type FollowOptions = IdentityRules & {
  log: Logger;
  /** How long to wait at the start for a first usable identity, in milliseconds. */
  startTimeoutMs?: number;
};

/** Where the material of an identity is read, and how its changes are noticed. */
export type IdentityOrigin = {
  /** For the log and for errors: a folder or a socket. */
  place: string;
  /** The newest material. @throws {MtlsError} while there is none. */
  read(): Promise<IdentityFiles>;
  /** Calls back after each change; the result stops that. */
  watch(onChange: () => void): () => void;
};

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
const START_TIMEOUT_MS = 30_000;

/** Nothing was parsed, so trying again costs nothing. */
const CHEAP: ReadonlySet<string> = new Set(['files-missing', 'workload-api-unavailable']);

/** When the newest list of each CA was made. */
function newestCrls({ crls }: Identity): Map<string, Date> {
  const newest = new Map<string, Date>();
  for (const { authority, thisUpdate } of crls) {
    const known = newest.get(authority);
    if (!known || thisUpdate > known) newest.set(authority, thisUpdate);
  }
  return newest;
}

/**
 * Attack: anyone who can delete `crl.pem` would switch revocation off, and anyone who keeps an old list,
 * of one CA among several, could put it back. Where there were lists there stay some, each CA
 * without one is refused, and no list goes back in time.
 */
function checkProgress(before: Identity, after: Identity): void {
  if (before.crls.length > 0 && after.crls.length === 0) {
    throw new MtlsError('crl-missing', 'The CRL file has vanished');
  }
  const now = newestCrls(after);
  for (const [authority, thisUpdate] of newestCrls(before)) {
    if ((now.get(authority) ?? thisUpdate) < thisUpdate) {
      throw new MtlsError('crl-expired', 'A CRL is older than the one in use');
    }
  }
  if (before.id.id !== after.id.id) {
    throw new MtlsError('wrong-peer', `The files are now those of ${after.id.id}`);
  }
}

/**
 * An identity that follows its origin. A change is published only after it passed every check;
 * until then the identity before it stays in use and the log says why.
 * @throws {MtlsError} with the last reason, when no usable identity appears within `startTimeoutMs`.
 */
export async function followIdentity(
  origin: IdentityOrigin,
  options: FollowOptions,
): Promise<IdentitySource> {
  const { log } = options;
  const listeners = new Set<(identity: Identity) => void>();
  let identity: Identity | undefined;
  let trouble: Error | null = null;
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_RETRY_MS;
  let lastDigest = '';
  let closed = false;
  let stopAlarm = () => {};

  const publish = (next: Identity) => {
    identity = next;
    const [leaf] = next.chain;
    log.info(
      { spiffe_id: next.id.id, serial: leaf.serial, not_after: leaf.notAfter },
      'identity in use',
    );
    getMetrics().expiries.set(next.id.id, leaf.notAfter);
    for (const listener of listeners) listener(next);
  };
  const load = async () => {
    try {
      const files = await origin.read();
      const digest = await digestFiles(files);
      if (digest !== lastDigest) pauseMs = FIRST_RETRY_MS;
      lastDigest = digest;
      if (identity?.digest !== digest) {
        const next = await validateIdentity(files, new Date(), options);
        if (identity) checkProgress(identity, next);
        publish(next);
      }
      trouble = null;
      pauseMs = FIRST_RETRY_MS;
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      if (identity && trouble?.message !== reason.message) {
        getMetrics().identityRefusals.inc();
        const facts = { err: reason, place: origin.place };
        log.warn(facts, 'new identity refused, the old one stays in use');
      }
      trouble = reason;
      // A writer may be between two files: look again soon, besides the watch and the poll.
      clearTimeout(retry);
      if (!closed) retry = setTimeout(() => void reload(), pauseMs).unref();
      // Files that stay unreadable cost less and less; a change of them starts again.
      const isCheap = reason instanceof MtlsError && CHEAP.has(reason.code);
      if (!isCheap) pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS);
    }
  };
  /** One reading at a time; a change during one starts another. */
  const reload = (): Promise<void> => {
    running = (running ?? Promise.resolve()).then(load);
    return running;
  };
  const stopWatching = origin.watch(() => void reload());
  const close = () => {
    closed = true;
    stopWatching();
    stopAlarm();
    clearTimeout(retry);
    listeners.clear();
  };

  const deadline = Date.now() + (options.startTimeoutMs ?? START_TIMEOUT_MS);
  await reload();
  while (!identity) {
    if (Date.now() > deadline) {
      close();
      throw trouble ?? new MtlsError('files-missing', `No identity at ${origin.place}`);
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_RETRY_MS));
    await running;
  }
  const first: Identity = identity;
  const source: IdentitySource = {
    current: () => identity ?? first,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    problem: () => trouble,
    close,
  };
  stopAlarm = watchExpiry(source, log);
  return source;
}
