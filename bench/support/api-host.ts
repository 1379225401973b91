import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { startWeb } from '@/services/web/start-web';

/** The web process as it is, without its pages: front door, API, background work. */
const log = createLog('web');
await runProcess(log, () => startWeb(getEnv(), log, { dev: false, pages: false }));
