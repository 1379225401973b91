import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { API, assert, browse, flow, ISSUER, SPA_ID, SPA_ORIGIN } from './spa-env.mjs';
import { serve } from './web-server.mjs';

const require = createRequire(import.meta.url);
const script = readFileSync(
  path.join(path.dirname(require.resolve('oidc-client-ts')), '../browser/oidc-client-ts.min.js'),
);
const settings = {
  authority: ISSUER,
  client_id: SPA_ID,
  redirect_uri: `${SPA_ORIGIN}/cb`,
  scope: 'openid profile usage:read',
  loadUserInfo: true,
};
const page = (
  body,
) => `<!doctype html><title>spa</title><pre id="out"></pre><script src="/oidc.js"></script><script type="module">
const manager = new oidc.UserManager(${JSON.stringify(settings)});
const out = document.getElementById('out');
const seen = {};
const step = async (name, run) => { try { seen[name] = 'ok ' + (await run() ?? ''); } catch (error) { seen[name] = 'failed ' + error.message; } };
${body}
</script>`;
const callback = `
let user;
await step('code+PKCE', async () => { user = await manager.signinRedirectCallback(); return user.profile.name; });
await step('userinfo', async () => user.profile.sub);
await step('API', async () => (await fetch(${JSON.stringify(`${API}/me`)}, { headers: { authorization: 'Bearer ' + user.access_token } })).status);
await step('refresh', async () => { user = await manager.signinSilent(); return user.access_token.slice(0, 6); });
await step('revocation', async () => { await manager.revokeTokens(['access_token', 'refresh_token']); });
out.textContent = JSON.stringify(seen); document.title = 'done';`;
const { stop } = await serve(
  (request, response) => {
    if (request.url === '/oidc.js')
      return response.setHeader('content-type', 'text/javascript').end(script);
    response.setHeader('content-type', 'text/html');
    response.end(
      page(request.url.startsWith('/cb') ? callback : 'await manager.signinRedirect();'),
    );
  },
  Number(new URL(SPA_ORIGIN).port),
);
const { text } = await browse(SPA_ORIGIN, { until: 'done' });
stop();
const seen = JSON.parse(text);
for (const name of ['code+PKCE', 'userinfo', 'API', 'refresh', 'revocation']) {
  await flow(name === 'API' ? 'CORS' : name, async () => {
    assert(seen[name]?.startsWith('ok'), seen[name] ?? 'not reached');
    return seen[name].slice(3);
  });
}
