import { once } from 'node:events';
import path from 'node:path';
import { createMtlsServer } from '@/lib/auth/mtls/create-mtls-server';
import { openFileIdentitySource } from '@/lib/auth/mtls/file-identity-source';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { closeBillingDatabase } from './database';
import { handleBillingRequest } from './handle-billing-request';

const log = createLog('billing');

await runProcess(log, async () => {
  const env = getEnv();
  const source = await openFileIdentitySource({
    directory: path.join(env.WORKLOAD_DIR, 'billing'),
    log,
  });
  const server = createMtlsServer({
    source,
    log,
    handle: (peer, request, response) => void handleBillingRequest(log, peer, request, response),
  });
  server.listen(env.BILLING_PORT);
  await once(server, 'listening');
  log.info({ port: env.BILLING_PORT }, 'billing answers over mTLS');
  return async () => {
    server.close();
    await once(server, 'close');
    source.close();
    await closeBillingDatabase();
  };
});
