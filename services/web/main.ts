import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';

const log = createLog('web');

await runProcess(log, async () => {
  const { startWeb } = await import('./start-web');
  const { followPagesBuild } = await import('./pages/pages-build');
  const env = getEnv();
  const dev = process.argv.includes('--dev') || env.NODE_ENV === 'development';
  const build = process.argv.includes('--pages-later') ? followPagesBuild() : undefined;
  return startWeb(env, log, { dev, build });
});
