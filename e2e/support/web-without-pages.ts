import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { startWeb } from '@/services/web/start-web';

// The front door as a process of its own, without Next.js: for tests that need two of them, or that
// stop one.
const log = createLog('web');
await runProcess(log, () => startWeb(getEnv(), log, { dev: false, pages: false }));
