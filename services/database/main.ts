import path from 'node:path';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { startPostgres } from './start-postgres';

const log = createLog('database');

await runProcess(log, async () => {
  const env = getEnv();
  let stopping = false;
  const server = await startPostgres({
    folder: path.join(env.DATA_DIR, 'database'),
    port: env.DATABASE_PORT,
    onLine: (level, text) => log[level === 'LOG' ? 'info' : 'warn']({ severity: level }, text),
  });
  void server.exited.then(() => {
    if (stopping) return;
    log.fatal('PostgreSQL ended by itself');
    process.exit(1);
  });
  return async () => {
    stopping = true;
    await server.stop();
  };
});
