import path from 'node:path';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { startIdentityProvider } from '../identity-provider/start-identity-provider';
import { startIntegrations } from '../integrations/start-integrations';

/** All stand-ins for other companies in one process, as `npm start` runs them. */
const log = createLog('stand-ins');

// oidc-provider warns on the console of its store in memory and of Node 20. Both are meant here.
console.warn = (text: string) => log.debug(text);

await runProcess(log, async () => {
  const env = getEnv();
  const stopIssuers = await startIdentityProvider(env, createLog('identity-provider'));
  const folder = path.join(env.DATA_DIR, 'integrations');
  const integrations = await startIntegrations(env, createLog('integrations'), { folder });
  const { IDENTITY_PROVIDER_PORTS, CI_ISSUER_PORT, INTEGRATIONS_PORTS } = env;
  const ports = [...IDENTITY_PROVIDER_PORTS, CI_ISSUER_PORT, ...INTEGRATIONS_PORTS];
  log.info({ ports }, 'listening');
  return async () => {
    await Promise.all([stopIssuers(), integrations.stop()]);
  };
});
