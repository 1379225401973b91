import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { assert, browse, CLIENT_ID, CLIENT_SECRET, flow, ISSUER, REDIRECT } from './harness.mjs';

const MODULES = '/usr/lib/apache2/modules';
const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-apache-'));
// Apache's workers are another user.
chmodSync(folder, 0o755);
const { origin, port } = new URL(REDIRECT);
const load = (name, file = name) => `LoadModule ${name}_module ${MODULES}/mod_${file}.so`;
writeFileSync(
  path.join(folder, 'httpd.conf'),
  `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
Mutex file:${folder} default
ErrorLog ${folder}/error.log
DocumentRoot ${folder}
<Directory />
  AllowOverride None
</Directory>
${process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''}
${[load('mpm_event'), load('authn_core'), load('authz_core'), load('authz_user'), load('auth_openidc')].join('\n')}
OIDCProviderMetadataURL ${ISSUER}/.well-known/openid-configuration
OIDCClientID ${CLIENT_ID}
OIDCClientSecret ${CLIENT_SECRET}
OIDCRedirectURI ${REDIRECT}
OIDCCryptoPassphrase proof-passphrase
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCInfoHook userinfo id_token
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
`,
);
const apache = spawn(process.env.APACHE, ['-f', path.join(folder, 'httpd.conf'), '-DFOREGROUND'], {
  stdio: 'inherit',
});
await new Promise((resolve) => {
  const knock = () =>
    connect(Number(port), '127.0.0.1')
      .once('connect', resolve)
      .once('error', () => setTimeout(knock, 100));
  knock();
});
let text = '';
await flow('code+PKCE', async () => {
  const first = await browse(`${origin}/inside`);
  assert(first.text.includes('Not Found'), first.text);
  ({ text } = await browse(`${REDIRECT}?info=json`, { stay: true }));
  assert(text.includes('"iss"'), text);
  return 'OIDCPKCEMethod S256';
});
await flow('userinfo', async () => assert(text.includes('Ada Lovelace'), text));
// Its workers may still hold the browser's connections open.
apache.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });
process.exit();
