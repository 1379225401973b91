import { createHash } from 'node:crypto';

/**
 * The few pages that the authorization server shows by itself: an error that must not redirect, and
 * the device grant's code form. Plain HTML, no script, nothing from elsewhere.
 */

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0 auto; max-width: 28rem; padding: 4rem 1.5rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
input[type=text] { font: inherit; font-size: 1.25rem; letter-spacing: .1em; text-transform: uppercase; padding: .625rem .875rem; width: 100%; box-sizing: border-box; border: 1px solid GrayText; border-radius: .25rem; }
button { font: inherit; font-weight: 600; padding: .625rem 1rem; margin: 1rem .5rem 0 0; border: 1px solid CanvasText; border-radius: .25rem; background: CanvasText; color: Canvas; cursor: pointer; }
button.plain { background: Canvas; color: CanvasText; }
code.device { font-size: 1.5rem; letter-spacing: .1em; }
a { color: LinkText; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Allows nothing but this very style and forms to ourselves. The list of scripts is there and empty:
 * where the library sends a code on that came in a link, it adds the hash of its one line.
 */
export const OAUTH_PAGE_POLICY = [
  "default-src 'none'",
  'script-src',
  `style-src 'sha256-${STYLE_HASH}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param body HTML; whatever comes from outside must have gone through `escapeHtml`. */
export function oauthPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Tollgate</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
