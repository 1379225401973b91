import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { oncePerProcess } from './once-per-process';

/** Seconds; from an answer out of the cache to one that a caller has given up on. */
const LATENCY_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const MILLISECONDS = 1_000;

function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const expiries = new Map<string, Date>();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    expiries,
    requests: new Counter({
      name: 'tollgate_http_requests_total',
      help: 'Answers, by part of the site, route, method and status.',
      labelNames: ['part', 'route', 'method', 'status'],
      registers,
    }),
    latency: new Histogram({
      name: 'tollgate_http_request_duration_seconds',
      help: 'From the first look at a request to its answer.',
      labelNames: ['part', 'route'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    rateLimitRefusals: new Counter({
      name: 'tollgate_rate_limit_refusals_total',
      help: 'Requests refused because a quota was used up.',
      labelNames: ['policy'],
      registers,
    }),
    identityRefusals: new Counter({
      name: 'tollgate_identity_refusals_total',
      help: 'Renewed certificates that were not taken: rotations that failed.',
      registers,
    }),
    expiry: new Gauge({
      name: 'tollgate_certificate_expiry_seconds',
      help: 'Seconds until the certificate in use runs out.',
      labelNames: ['spiffe_id'],
      registers,
      collect() {
        for (const [id, until] of expiries) {
          this.set({ spiffe_id: id }, (until.getTime() - Date.now()) / MILLISECONDS);
        }
      },
    }),
  };
}

/**
 * What this process counts. Served only where METRICS_PORT or BILLING_METRICS_PORT is set (`serve-operations.ts`).
 * @see https://prometheus.io/docs/practices/naming/
 */
export function getMetrics(): ReturnType<typeof createMetrics> {
  return oncePerProcess('metrics', createMetrics);
}

/**
 * Adds a number that is read when someone asks for it.
 * @param read may fail: the number is then left out, and the rest of the answer stays.
 */
export function addGauge(name: string, help: string, read: () => number | Promise<number>): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [getMetrics().registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        this.remove();
      }
    },
  });
  // Nothing is known before the first look.
  gauge.remove();
}

/** Adds counts that something else keeps, as a counter or a gauge with one label. */
export function addLabelled(
  kind: 'counter' | 'gauge',
  name: string,
  help: string,
  label: string,
  read: () => Iterable<readonly [string, number]>,
): void {
  const options = { name, help, labelNames: [label], registers: [getMetrics().registry] };
  if (kind === 'gauge') {
    new Gauge({
      ...options,
      collect() {
        for (const [value, count] of read()) this.set({ [label]: value }, count);
      },
    });
    return;
  }
  new Counter({
    ...options,
    collect() {
      this.reset();
      for (const [value, count] of read()) this.inc({ [label]: value }, count);
    },
  });
}
