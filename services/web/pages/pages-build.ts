import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import process from 'node:process';
import { escapeHtml } from '@/lib/escape-html';
import { PLAIN_PAGE_POLICY, plainPage } from '@/lib/plain-page';

/** A build of the pages that is still running while this process already answers the API. */
export type PagesBuild = { progress: string; done: Promise<void> };

const RELOAD_SECONDS = '2';

/**
 * Follows the build that the launcher of `npm start` runs and reports over the channel between the
 * two processes.
 */
export function followPagesBuild(): PagesBuild {
  const built = new EventEmitter();
  const build: PagesBuild = { progress: 'Begun', done: once(built, 'built').then(() => {}) };
  process.on('message', ({ pages }: { pages?: { built: boolean; progress: string } }) => {
    if (!pages) return;
    build.progress = pages.progress;
    if (pages.built) built.emit('built');
  });
  return build;
}

/** Tells the launcher that the pages answer. */
export function reportPagesReady(): void {
  process.send?.({ pages: 'ready' });
}

/** Shows how far the build is, and reloads by itself, with or without scripts. */
export function sendBuildingPage(response: ServerResponse, progress: string, origin: string): void {
  const page = plainPage(
    'The pages are being built',
    `<p>This is needed once after a change, and takes about half a minute. The page reloads by itself.</p>
<p><code>${escapeHtml(progress)}</code></p>
<p>The API answers already, at <code>${escapeHtml(origin)}/api/v1</code>. The terminal of <code>npm start</code> shows a call.</p>`,
  );
  response
    .writeHead(503, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
      'retry-after': RELOAD_SECONDS,
      refresh: RELOAD_SECONDS,
    })
    .end(page);
}
