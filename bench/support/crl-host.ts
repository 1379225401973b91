import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import pino from 'pino';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';

const RESOLUTION_MS = 1;
const NANOSECONDS = 1e6;

/**
 * An mTLS server that follows the files of a folder. Says what the next change of them costs:
 * milliseconds until it is in use, the longest stop of the event loop, and the most memory so far.
 * Argument: the folder.
 */
const log = pino({ level: 'silent' });
const source = await openFileIdentitySource({ directory: process.argv[2] ?? '', log });
createMtlsServer({ source, log, handle: (_peer, _request, response) => response.end() }).listen(0);

let begin = 0;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
process.on('message', () => {
  delay.reset();
  delay.enable();
  begin = performance.now();
});
source.onChange(({ crls }) => {
  const ms = performance.now() - begin;
  // After the listeners of this change, and one more turn of the loop.
  setTimeout(() => {
    delay.disable();
    process.send?.({
      ms,
      stopMs: delay.max / NANOSECONDS - RESOLUTION_MS,
      megabytes: process.resourceUsage().maxRSS / 1_024,
      entries: crls.reduce((sum, { entries }) => sum + entries, 0),
    });
  }, 20);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
