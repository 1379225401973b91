import { createServer } from 'node:http';
import process from 'node:process';
import next from 'next';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { startWeb } from '@/services/web/start-web';

/**
 * The front door, and beside it in the same process, on a port of its own, the Next.js application
 * with the peers.
 */
const log = createLog('web');
await startWeb(getEnv(), log, { dev: false, pages: false });
const dir = process.env.BENCH_PEER_APP;
if (!dir) {
  process.send?.({ port: 0 });
} else {
  const app = next({ dev: false, dir });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  });
}
process.once('disconnect', () => process.exit());
