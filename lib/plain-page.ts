import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html';

/**
 * The look of the few pages that stand without the application: an error of the authorization server
 * that must not redirect, the device grant's code form, and what is said while the database is down.
 * Plain HTML, no script, nothing from elsewhere.
 */

// The colours of app/globals.css, whose file and faces this page does not load.
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif;
  --paper: light-dark(#fbfaf6, #161512); --raised: light-dark(#fff, #1e1d19); --ink: light-dark(#22211d, #ece8dd); --quiet: light-dark(#5c5850, #aba698);
  --rule: light-dark(#dcd8cc, #35332d); --outline: light-dark(#827d71, #7f7a6d); --accent: light-dark(#a5301a, #f28c73); --on-accent: light-dark(#fff, #1d0c07); }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
header { border-bottom: 1px solid var(--rule); padding: .875rem 1.5rem; font: 600 1.1875rem/1.4 'Iowan Old Style', Georgia, serif; }
header a { color: inherit; text-decoration: none; }
main { margin: 0 auto; max-width: 28rem; padding: 4rem 1.5rem; }
h1 { font: 560 2.0625rem/1.18 'Iowan Old Style', Georgia, serif; letter-spacing: -.012em; margin: 0 0 .5rem; text-wrap: balance; }
p { margin: 0 0 1.25rem; text-wrap: pretty; }
input[type=text] { font: 1.25rem ui-monospace, Menlo, monospace; letter-spacing: .1em; text-transform: uppercase; padding: .625rem .875rem; width: 100%; box-sizing: border-box; border: 1px solid var(--outline); border-radius: 2px; background: var(--raised); color: inherit; }
input::placeholder { color: var(--quiet); opacity: 1; }
button { font: 600 .9375rem/1.25rem system-ui, sans-serif; min-height: 2.5rem; padding: .5rem 1rem; margin: 1rem .5rem 0 0; border: 1px solid var(--ink); border-radius: 2px; background: var(--ink); color: var(--paper); cursor: pointer; }
button:hover { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.plain { background: none; border-color: var(--outline); color: var(--ink); }
button.plain:hover { border-color: var(--ink); }
code.device { font-size: 1.4375rem; letter-spacing: .1em; }
small { color: var(--quiet); overflow-wrap: anywhere; }
main a { color: inherit; text-decoration-color: var(--outline); text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Allows nothing but this very style and forms to ourselves. The list of scripts is there and empty:
 * where the library sends a code on that came in a link, it adds the hash of its one line.
 */
export const PLAIN_PAGE_POLICY = [
  "default-src 'none'",
  'script-src',
  `style-src 'sha256-${STYLE_HASH}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A whole page, to be sent with `PLAIN_PAGE_POLICY`.
 * @param title its heading, as text.
 * @param body HTML; whatever comes from outside must have gone through `escapeHtml`.
 */
export function plainPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title.includes('Tollgate') ? title : `${title} · Tollgate`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><a href="/">Tollgate</a></header>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`;
}
