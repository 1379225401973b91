import type { Logger } from 'pino';
import type { Identity, IdentitySource } from './identity';

/** Renewal comes at half of the life; with this share left it is late and someone should look. */
const LATE_SHARE = 0.25;
const MAX_TIMER_MS = 2 ** 31 - 1;

type Deadline = { what: 'certificate' | 'crl'; from: Date; until: Date };

/** The life of a certificate is counted from when it came into use: issuers backdate the start. */
function deadlinesOf(identity: Identity): Deadline[] {
  const [{ notAfter }] = identity.chain;
  const crls = identity.crls.map((crl) => ({
    what: 'crl' as const,
    from: crl.thisUpdate,
    until: crl.nextUpdate ?? crl.thisUpdate,
  }));
  return [{ what: 'certificate', from: new Date(), until: notAfter }, ...crls];
}

function lateAt({ from, until }: Deadline): number {
  return until.getTime() - (until.getTime() - from.getTime()) * LATE_SHARE;
}

/**
 * Raises an alarm in the log before an identity or one of its CRLs runs out, and again when it has.
 * From then on every call fails, so the first alarm is the time to mend whatever renews it.
 * @returns a function that stops it.
 */
export function watchExpiry(source: Pick<IdentitySource, 'current' | 'onChange'>, log: Logger) {
  let timers: NodeJS.Timeout[] = [];
  const at = (time: number, run: () => void) => {
    const wait = Math.min(Math.max(time - Date.now(), 0), MAX_TIMER_MS);
    timers.push(setTimeout(run, wait).unref());
  };
  const clear = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const watch = (identity: Identity) => {
    clear();
    for (const deadline of deadlinesOf(identity)) {
      const facts = { what: deadline.what, spiffe_id: identity.id.id, until: deadline.until };
      at(lateAt(deadline), () => log.warn(facts, 'renewal is late'));
      at(deadline.until.getTime(), () =>
        log.error(facts, 'expired: calls fail until it is renewed'),
      );
    }
  };
  watch(source.current());
  const stop = source.onChange(watch);
  return () => {
    stop();
    clear();
  };
}
