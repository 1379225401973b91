import path from 'node:path';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { startIntegrations } from './start-integrations';

const log = createLog('integrations');

await runProcess(log, async () => {
  const env = getEnv();
  const folder = path.join(env.DATA_DIR, 'integrations');
  const { stop } = await startIntegrations(env, log, { folder });
  log.info({ ports: env.INTEGRATIONS_PORTS }, 'listening');
  return stop;
});
