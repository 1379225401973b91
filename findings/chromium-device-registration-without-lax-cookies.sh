#!/usr/bin/env bash
# Chromium 156.0.8078.114 (Debian), playwright-core 1.65.1: Device Bound Session Credentials.
#
# Guess: the request that registers a key goes to the site that asked for it, with
#   Sec-Fetch-Site: same-origin, so it carries the site's cookies, and the server finds the session
#   by the one that it has just set.
# Seen: it does so when the answer with Secure-Session-Registration was reached on the site itself.
#   When a page of another site led there, as the provider's does in every "Sign in with …", the
#   request carries the SameSite=None cookie alone, still with Sec-Fetch-Site: same-origin:
#   none with SameSite=Lax or Strict. Let the challenge name the session.
set -euo pipefail
for tool in npm openssl chromium; do
  command -v $tool >/dev/null || { echo "$tool is missing"; exit 2; }
done
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund playwright-core@1.65.1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null
SPKI=$(openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform der |
  openssl dgst -sha256 -binary | openssl base64)
export SPKI
cat > try.mjs <<'JS'
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { chromium } from 'playwright-core';

const attributes = 'Path=/; Secure; HttpOnly';
const cookies = ['None', 'Lax', 'Strict'].map((site) => `${site}=1; SameSite=${site}; ${attributes}`);
let registered;
const provider = http.createServer((request, response) => {
  const page = `<script>location.href = '${site}/callback'</script>`;
  response.writeHead(200, { 'content-type': 'text/html' }).end(page);
});
const own = https.createServer({ key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }, (request, response) => {
  const { url, headers } = request;
  if (url === '/by-provider') return response.writeHead(302, { location: other }).end();
  if (url === '/by-itself') return response.writeHead(302, { location: '/callback' }).end();
  if (url === '/register') {
    const sent = (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('=')[0]);
    registered(`${sent.filter(Boolean).join(', ') || 'no cookie'} (${headers['sec-fetch-site']})`);
    return response.writeHead(404).end();
  }
  const registration = '(ES256);path="/register";challenge="c"';
  const more = url === '/callback' ? { 'secure-session-registration': registration } : {};
  response.writeHead(200, { 'set-cookie': cookies, 'content-type': 'text/html', ...more }).end('hello');
});
for (const server of [provider, own]) await once(server.listen(0, '127.0.0.1'), 'listening');
const site = `https://localhost:${own.address().port}`;
const other = `http://127.0.0.1:${provider.address().port}/authorize`;

for (const way of ['by-itself', 'by-provider']) {
  const profile = `profile-${way}`;
  const features = 'DeviceBoundSessions,EnableBoundSessionCredentialsSoftwareKeysForManualTesting';
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    ignoreDefaultArgs: true,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
      '--remote-debugging-pipe', `--user-data-dir=${profile}`, `--enable-features=${features}`,
      `--ignore-certificate-errors-spki-list=${process.env.SPKI}`, 'about:blank'],
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(`${site}/home`);
  const request = new Promise((resolve, reject) => {
    registered = resolve;
    setTimeout(() => reject(new Error('no registration within 20 s')), 20_000).unref();
  });
  await page.evaluate((path) => { location.href = path; }, `/${way}`);
  console.log(`${way}: ${await request}`);
  await browser.close();
}
process.exit();
JS
node try.mjs | tee seen
cat > expected <<'TXT'
by-itself: None, Lax, Strict (same-origin)
by-provider: None (same-origin)
TXT
diff expected seen || { echo "changed"; exit 1; }
