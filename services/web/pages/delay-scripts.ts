import type { ServerResponse } from 'node:http';

/** A script of Next.js as React writes it. */
const SCRIPT =
  /<script src="(\/_next\/static\/chunks\/[\w.~-]+\.js)" async="" nonce="([\w+/=-]*)"><\/script>/g;

/** One that is announced. */
const PRELOAD =
  /<link rel="preload" as="script"[^<>]* href="\/_next\/static\/chunks\/[\w.~-]+\.js"[^<>]*\/>/g;

/**
 * Runs in the page: puts real scripts in their place when the page shows or is there as a whole.
 *
 * Attack: markup of this kind that somebody smuggled in would be made a script of, and the policy
 * lets run what a script of ours makes. Who writes it does not know the nonce.
 */
const START = `{
  const { nonce } = document.currentScript;
  const start = (which) => {
    for (const waiting of document.querySelectorAll('script[type="text/later"]' + which)) {
      const src = waiting.getAttribute('src');
      if (waiting.nonce !== nonce || !src.startsWith('/_next/static/chunks/')) continue;
      const script = document.createElement('script');
      script.nonce = nonce;
      // As it is written: the framework knows its parts by that.
      script.setAttribute('src', src);
      script.async = true;
      waiting.replaceWith(script);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    // Nothing is shown in a tab in the background.
    if (document.hidden) return start('');
    // The load event waits for the loader, which is short, and by then for the others.
    start('[src*="/turbopack-"]');
    requestAnimationFrame(() => setTimeout(start, 0, ''));
  }, { once: true });
  // A page of which a part is still to come.
  new PerformanceObserver((paints) => {
    if (paints.getEntriesByName('first-contentful-paint').length > 0) start('');
  }).observe({ type: 'paint', buffered: true });
}`;

/**
 * Has the framework's scripts wait until the page shows. They are `async`, so a browser may run them
 * at any time and in any order; what the parts of an answer cut in two stays as it is.
 * @see docs/decisions/0103-scripts-wait-until-the-page-shows.md
 */
export function delayScripts(response: ServerResponse): void {
  const { write, end } = response;
  let headEnded = false;
  const later = (part: unknown): unknown => {
    if (headEnded || !isPage(response)) return part;
    const text = typeof part === 'string' ? part : latin1(part);
    if (text === undefined) return part;
    headEnded = /<\/head>|<body/.test(text);
    const delayed = delayIn(text);
    if (delayed === text) return part;
    // It would be the length of what is not sent.
    if (!response.headersSent) response.removeHeader('content-length');
    return typeof part === 'string' ? delayed : Buffer.from(delayed, 'latin1');
  };
  Object.assign(response, {
    write: (part: unknown, ...rest: unknown[]) =>
      Reflect.apply(write, response, [later(part), ...rest]),
    end: (part: unknown, ...rest: unknown[]) =>
      Reflect.apply(end, response, [later(part), ...rest]),
  });
}

function isPage(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/html');
}

/** Of UTF-8 only ASCII is looked for, and all other bytes come out as they went in. */
function latin1(part: unknown): string | undefined {
  return part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : undefined;
}

/** The same part of a page, its scripts waiting. */
export function delayIn(html: string): string {
  let first = true;
  return html.replace(PRELOAD, '').replace(SCRIPT, (_script, src: string, nonce: string) => {
    const starter = first ? `<script nonce="${nonce}">${START}</script>` : '';
    first = false;
    // No browser fetches a script of a type that it does not know.
    return `${starter}<script type="text/later" src="${src}" async="" nonce="${nonce}"></script>`;
  });
}
