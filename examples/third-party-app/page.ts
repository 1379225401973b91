import type { ServerResponse } from 'node:http';
import type { Connection } from './tollgate-client';

export type Usage = { total: number; data: { start: string; quantity: number }[] };
export type Me = { user: { name: string }; workspace: { name: string }; mode: string };
export type Events = { data: { id: string; meter: string; quantity: number; time: string }[] };

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}' +
  'form{display:inline}button{font:inherit;padding:.5rem 1rem;margin:.5rem .5rem 0 0;cursor:pointer}' +
  'td,th{padding:.125rem 1.5rem .125rem 0;text-align:left}';

/** Sends a page. Nothing on it runs, and nobody may frame it. */
export function sendPage(response: ServerResponse, status: number, title: string, body: string) {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  });
  response.end(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Usage Charts</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>`);
}

/** A form of one button. */
export function button(action: string, text: string): string {
  return `<form method="post" action="${action}"><button>${escapeHtml(text)}</button></form>`;
}

export function usagePage(me: Me, usage: Usage, events: Events | null, connection: Connection) {
  const days = usage.data
    .filter(({ quantity }) => quantity > 0)
    .slice(-7)
    .map(({ start, quantity }) => `<tr><td>${start.slice(0, 10)}</td><td>${quantity}</td></tr>`);
  const list = events?.data.map(
    ({ meter, quantity, time }) =>
      `<li>${escapeHtml(meter)}: ${quantity} at ${escapeHtml(time)}</li>`,
  );
  return `<p>Connected as <strong>${escapeHtml(me.user.name)}</strong> of
${escapeHtml(me.workspace.name)}, ${escapeHtml(me.mode)} data.</p>
<p>You allowed: <code>${escapeHtml(connection.scopes.join(' '))}</code>. The access token ends at
${new Date(connection.expiresAt).toISOString()}.</p>
<h2>API calls in 30 days: ${usage.total}</h2>
<table><thead><tr><th>Day</th><th>Calls</th></tr></thead><tbody>${days.join('')}</tbody></table>
<h2>Latest events</h2>
${list ? `<ul>${list.join('')}</ul>` : '<p>You did not allow this app to list events.</p>'}
${button('/renew', 'Renew the token')}${button('/disconnect', 'Disconnect')}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
