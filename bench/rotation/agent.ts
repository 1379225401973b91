import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { CaStore } from '@/services/workload-ca/ca-store';
import { WorkloadCa } from '@/services/workload-ca/workload-ca';
import { LIVES_MS, RENEW_AT, TRUST_DOMAIN, TTL_SECONDS } from './setting';

/** The CA as a process of its own, to be killed and started again. Argument: the folder. */
const folder = process.argv[2] ?? '';
const ca = new WorkloadCa({
  store: await CaStore.open(path.join(folder, 'ca')),
  log: pino({ level: 'silent' }),
  trustDomain: TRUST_DOMAIN,
  ttlSeconds: TTL_SECONDS,
  renewAt: RENEW_AT,
  lives: LIVES_MS,
  workloads: ['web', 'billing'].map((name) => ({
    name,
    dnsNames: [],
    directory: path.join(folder, name),
  })),
});
await ca.start();
process.send?.('ready');
