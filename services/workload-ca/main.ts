import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { caDirectory, WORKLOADS, workloadDirectory } from './ca-folders';
import { CaStore } from './ca-store';
import { WorkloadCa } from './workload-ca';

const log = createLog('workload-ca');

await runProcess(log, async () => {
  const env = getEnv();
  if (env.DEPLOYMENT !== 'local') {
    throw new Error(
      'The development CA runs with DEPLOYMENT=local only. In production SPIRE or cert-manager writes the workload files.',
    );
  }
  const ca = new WorkloadCa({
    store: await CaStore.open(caDirectory()),
    log,
    trustDomain: env.SPIFFE_TRUST_DOMAIN,
    path: env.SPIFFE_PATH,
    ttlSeconds: env.SVID_TTL_SECONDS,
    workloads: WORKLOADS.map((workload) => ({
      ...workload,
      directory: workloadDirectory(workload.name),
    })),
  });
  await ca.start();
  return () => ca.stop();
});
