import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { caDirectory, WORKLOADS, workloadDirectory } from './ca-folders';
import { CaStore } from './ca-store';
import { keepHttpsCertificate } from './https-certificate';
import { serveWorkloadApi } from './serve-workload-api';
import { WorkloadCa } from './workload-ca';

const log = createLog('workload-ca');

await runProcess(log, async () => {
  const env = getEnv();
  if (env.DEPLOYMENT !== 'local') {
    throw new Error(
      'The development CA runs with DEPLOYMENT=local only. In production SPIRE or cert-manager writes the workload files.',
    );
  }
  const workloads = WORKLOADS.map((workload) => ({
    ...workload,
    directory: workloadDirectory(workload.name),
  }));
  const ca = new WorkloadCa({
    store: await CaStore.open(caDirectory()),
    log,
    trustDomain: env.SPIFFE_TRUST_DOMAIN,
    path: env.SPIFFE_PATH,
    ttlSeconds: env.SVID_TTL_SECONDS,
    workloads,
  });
  await ca.start();
  const https = env.HTTPS_PORT === undefined ? undefined : keepHttpsCertificate(env, log);
  await https?.first;
  const stops = await Promise.all(
    workloads.map(({ directory }) => serveWorkloadApi(directory, log)),
  );
  return async () => {
    for (const stop of stops) stop();
    await https?.stop();
    await ca.stop();
  };
});
