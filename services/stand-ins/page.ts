import type { ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { sendHtml } from './http';

export const STAND_IN_STYLE = `
:root { color-scheme: light dark; font-family: 'Atkinson Hyperlegible Next', system-ui, sans-serif; line-height: 1.5; accent-color: #22211d; }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; background: Canvas; color: CanvasText; }
.ribbon { position: fixed; inset: 0 0 auto; margin: 0; padding: .375rem 1rem; background: #f0b03f; color: #22211d; font-size: .875rem; font-weight: 600; text-align: center; }
main { width: min(42rem, calc(100vw - 3rem)); padding: 4rem 0 2rem; }
main.narrow { width: min(26rem, calc(100vw - 3rem)); }
body:has(main.narrow) { place-items: center; }
h1 { font-family: 'Source Serif 4', Georgia, serif; font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; }
.note { border-left: 3px solid #b45309; padding-left: .75rem; }
ul { margin: 0 0 1.5rem; padding-left: 1.25rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1.25rem; display: grid; gap: .5rem; }
legend, label { font-weight: 600; padding: 0; margin-bottom: .5rem; display: block; }
button, input { font: inherit; padding: .625rem .875rem; border-radius: .375rem; border: 1px solid GrayText; background: Canvas; color: CanvasText; width: 100%; box-sizing: border-box; }
button { text-align: left; cursor: pointer; }
button:hover { border-color: CanvasText; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
.row { display: grid; grid-template-columns: 1fr auto; gap: .5rem; }
.row button { width: auto; }
.error { color: #b91c1c; font-weight: 600; }
@media (prefers-color-scheme: dark) { .error { color: #fca5a5; } }
h2 { font-size: 1.0625rem; margin: 2rem 0 .5rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 1.5rem; }
nav a[aria-current] { font-weight: 600; text-decoration: none; color: CanvasText; }
.item { border-top: 1px solid GrayText; padding: .625rem 0; display: flex; gap: 1rem; justify-content: space-between; align-items: start; }
.item form { flex: none; }
.item button { width: auto; padding: .25rem .625rem; }
.item > :first-child { min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
.quiet { color: GrayText; }
label.choice { font-weight: 400; display: flex; gap: .5rem; align-items: center; margin: 0; }
label.choice input { width: auto; }
iframe { width: 100%; height: 32rem; border: 1px solid GrayText; background: #fff; }
`;

type StandInPage = {
  title: string;
  /** HTML already. */
  content: string;
  status?: number;
  /** Where the form's answer redirects to; see `sendHtml`. */
  redirectOrigin?: string;
  /** For a page that is one short form. */
  narrow?: boolean;
};

/** Sends a page of a stand-in. It needs no JavaScript. */
export function sendPage(response: ServerResponse, page: StandInPage): void {
  const title = escapeHtml(page.title);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<p class="ribbon">Local demo: a stand-in that runs on your machine</p>
<main${page.narrow ? ' class="narrow"' : ''}>
<h1>${title}</h1>
<p class="note">There are no passwords here.</p>
${page.content}
</main>
</body>
</html>`;
  sendHtml(response, page.status ?? 200, html, page.redirectOrigin ?? '');
}
