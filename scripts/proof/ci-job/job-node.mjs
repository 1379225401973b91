// A CI job: asks its platform for a token with GitHub's own package, exchanges it with a client that
// others wrote, and sends an event. Prints one line of JSON for each step.
import { readFileSync } from 'node:fs';

const { ACTIONS_CORE, CLIENT, APP_URL, RULE, SUBJECT_TOKEN_FILE, EVENT } = process.env;
const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const say = (step, detail) => console.log(JSON.stringify({ step, detail }));

/** Of the platform, or a token that was made before. */
async function getSubjectToken() {
  if (SUBJECT_TOKEN_FILE) return readFileSync(SUBJECT_TOKEN_FILE, 'utf8').trim();
  const core = await import(ACTIONS_CORE);
  return core.getIDToken('tollgate');
}

const exchanges = {
  async 'openid-client'(subject_token) {
    const client = await import('openid-client');
    const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] };
    const url = new URL(`${APP_URL}/oauth`);
    const config = await client.discovery(url, RULE, undefined, client.None(), options);
    const parameters = { subject_token, subject_token_type: JWT };
    return client.genericGrantRequest(config, GRANT, parameters);
  },
  async oauth4webapi(subject_token) {
    const oauth = await import('oauth4webapi');
    const issuer = new URL(`${APP_URL}/oauth`);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const client = { client_id: RULE };
    const parameters = { subject_token, subject_token_type: JWT };
    const answer = await oauth.genericTokenEndpointRequest(
      server,
      client,
      oauth.None(),
      GRANT,
      parameters,
      insecure,
    );
    return oauth.processGenericTokenEndpointResponse(server, client, answer);
  },
  async 'google-auth-library'(subject_token) {
    const { IdentityPoolClient } = await import('google-auth-library');
    const client = new IdentityPoolClient({
      type: 'external_account',
      audience: `${APP_URL}/api/v1`,
      subject_token_type: JWT,
      token_url: `${APP_URL}/oauth/token`,
      subject_token_supplier: { getSubjectToken: async () => subject_token },
    });
    client.scopes = ['events:write'];
    const { token } = await client.getAccessToken();
    return { access_token: token };
  },
};

const subjectToken = await getSubjectToken();
say('token', `${subjectToken.length} characters`);
const { access_token, expires_in, refresh_token } = await exchanges[CLIENT](subjectToken);
say('exchange', `${access_token.slice(0, 6)}…${expires_in ? ` for ${expires_in} s` : ''}`);
if (refresh_token) throw new Error('There is a refresh token.');
const answer = await fetch(`${APP_URL}/api/v1/events`, {
  method: 'POST',
  headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ events: [{ id: EVENT, meter: 'api_calls', quantity: 1 }] }),
});
say('event', `${answer.status} ${await answer.text()}`);
if (answer.status !== 201) process.exitCode = 1;
const again = await exchanges[CLIENT](subjectToken).catch((error) => error);
say('again', again.error ?? again.response?.data?.error ?? String(again));
say('access-token', access_token);
