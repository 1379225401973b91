import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';

const log = createLog('identity-provider');

// The library warns on the console of its store in memory and of Node 20. Both are meant here.
console.warn = (text: string) => log.debug(text);

await runProcess(log, async () => {
  const { startIdentityProvider } = await import('./start-identity-provider');
  const stop = await startIdentityProvider(getEnv(), log);
  log.info({ ports: getEnv().IDENTITY_PROVIDER_PORTS }, 'listening');
  return stop;
});
