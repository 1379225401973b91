import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';

const log = createLog('identity-provider');

// The library warns on the console of its store in memory and of Node 20. Both are meant here.
console.warn = (text: string) => log.debug(text);

await runProcess(log, async () => {
  const { startIdentityProvider } = await import('./start-identity-provider');
  const stop = await startIdentityProvider(getEnv(), log);
  const { IDENTITY_PROVIDER_PORTS, CI_ISSUER_PORT } = getEnv();
  log.info({ ports: [...IDENTITY_PROVIDER_PORTS, CI_ISSUER_PORT] }, 'listening');
  return stop;
});
