import { escapeHtml } from '@/lib/escape-html';
import { DEMO_PEOPLE } from './person';

export const LOGIN_STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { width: min(26rem, calc(100vw - 3rem)); padding: 2rem 0; }
h1 { font-size: 1.375rem; margin: 0 0 .25rem; }
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
`;

type LoginPage = {
  issuerName: string;
  clientName: string;
  /** What the client asks for, in words. */
  requests: readonly string[];
  action: string;
  error?: string;
};

/** The one page of an issuer: who are you, and may the application have this? Needs no JavaScript. */
export function renderLoginPage(page: LoginPage): string {
  const people = DEMO_PEOPLE.map(
    (person) => `<button name="login" value="${person.login}">${escapeHtml(person.name)}</button>`,
  ).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in at the development ${escapeHtml(page.issuerName)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>Sign in at ${escapeHtml(page.issuerName)}</h1>
<p class="note">This is a stand-in for development on your own machine. There are no passwords here.</p>
<p>${escapeHtml(page.clientName)} asks for:</p>
<ul>${page.requests.map((request) => `<li>${escapeHtml(request)}</li>`).join('')}</ul>
${page.error ? `<p class="error" role="alert">${escapeHtml(page.error)}</p>` : ''}
<form method="post" action="${escapeHtml(page.action)}">
<fieldset>
<legend>Allow it and continue as</legend>
${people}
</fieldset>
</form>
<form method="post" action="${escapeHtml(page.action)}">
<label for="login">or as somebody new</label>
<div class="row">
<input id="login" name="login" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="39" pattern="[A-Za-z0-9]([A-Za-z0-9\\-]*[A-Za-z0-9])?" title="Letters, digits and hyphens" placeholder="linus">
<button>Continue</button>
</div>
</form>
<form method="post" action="${escapeHtml(page.action)}">
<p></p>
<button name="cancel" value="1">Cancel</button>
</form>
</main>
</body>
</html>`;
}
