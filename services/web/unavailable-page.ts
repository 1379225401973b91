import type { ServerResponse } from 'node:http';

const RETRY_AFTER_SECONDS = '5';

/** Says that it is our fault and passes by. Plain HTML: nothing behind it can be asked. */
export function sendUnavailablePage(
  response: ServerResponse,
  requestId: string,
  reason = 'Its database cannot be reached.',
): void {
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tollgate does not answer right now</title>
</head>
<body>
<main>
<h1>Tollgate does not answer right now</h1>
<p>${reason} Nothing of yours is lost. Try again in a few seconds.</p>
<p><a href="/status">See what is down</a></p>
<p><small>${requestId}</small></p>
</main>
</body>
</html>`;
  response
    .writeHead(503, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': RETRY_AFTER_SECONDS,
    })
    .end(page);
}
