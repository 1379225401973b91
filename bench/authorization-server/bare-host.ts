import { createServer } from 'node:http';
import process from 'node:process';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import pg from 'pg';
import { CODE_CHALLENGE, REDIRECT_URI, SCOPE } from './app-code';

/**
 * `oidc-provider` as its documentation sets it up: one public app, opaque tokens, rotation, and a
 * plain PostgreSQL adapter that keeps each thing as one row of JSON, values in clear. Nothing else:
 * no rate limit, audit, digest, connection list or repeated response.
 */
const [databaseUrl, clientId = '', count] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
// The server goes away with the measurement.
pool.on('error', () => {});
const RESOURCE = 'https://api.example';
const LONG_SECONDS = 86_400;

await pool.query(`create table artefact (kind text, id text, payload jsonb not null, grant_id text,
  uid text, consumed_at timestamptz, expires_at timestamptz, primary key (kind, id))`);
await pool.query('create index on artefact (grant_id)');

function adapterOf(kind: string): Adapter {
  const find = async (column: 'id' | 'uid', value: string) => {
    const { rows } = await pool.query<{ payload: AdapterPayload; consumed: number | null }>({
      name: `find-${column}`,
      text: `select payload, extract(epoch from consumed_at)::int as consumed from artefact
        where kind = $1 and ${column} = $2 and (expires_at is null or expires_at > now())`,
      values: [kind, value],
    });
    const [row] = rows;
    return row && { ...row.payload, ...(row.consumed && { consumed: row.consumed }) };
  };
  return {
    async upsert(id, payload, expiresIn) {
      await pool.query({
        name: 'upsert',
        text: `insert into artefact (kind, id, payload, grant_id, uid, expires_at)
          values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
          on conflict (kind, id) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
        values: [
          kind,
          id,
          JSON.stringify(payload),
          payload.grantId,
          payload.uid,
          expiresIn ?? null,
        ],
      });
    },
    find: (id) => find('id', id),
    findByUid: (uid) => find('uid', uid),
    findByUserCode: () => Promise.resolve(undefined),
    async consume(id) {
      const text = 'update artefact set consumed_at = now() where kind = $1 and id = $2';
      await pool.query({ name: 'consume', text, values: [kind, id] });
    },
    async destroy(id) {
      const text = 'delete from artefact where kind = $1 and id = $2';
      await pool.query({ name: 'destroy', text, values: [kind, id] });
    },
    async revokeByGrantId(grantId) {
      await pool.query('delete from artefact where kind = $1 and grant_id = $2', [kind, grantId]);
    },
  };
}

const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const address = server.address();
const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: adapterOf,
  scopes: [SCOPE],
  clients: [
    {
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [REDIRECT_URI],
    },
  ],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: { AuthorizationCode: LONG_SECONDS, RefreshToken: LONG_SECONDS, Grant: LONG_SECONDS },
  issueRefreshToken: async () => true,
  findAccount: async (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: SCOPE, accessTokenFormat: 'opaque' as const }),
    },
  },
});
const handle = provider.callback();

const client = await provider.Client.find(clientId);
if (!client) throw new Error('The app is missing.');
async function makeGrant(): Promise<string> {
  const grant = new provider.Grant({ accountId: 'ada', clientId });
  grant.addResourceScope(RESOURCE, SCOPE);
  return grant.save();
}
const shared = {
  accountId: 'ada',
  client,
  scope: SCOPE,
  resource: RESOURCE,
  gty: 'authorization_code',
};
const codes: string[] = [];
const refreshTokens: string[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const grantId = await makeGrant();
  const code = new provider.AuthorizationCode({
    ...shared,
    grantId,
    redirectUri: REDIRECT_URI,
    codeChallenge: CODE_CHALLENGE,
    codeChallengeMethod: 'S256',
  });
  codes.push(await code.save());
  const token = new provider.RefreshToken({ ...shared, grantId: await makeGrant(), rotations: 0 });
  refreshTokens.push(await token.save());
}
process.send?.({ port, codes, refreshTokens });
process.once('disconnect', () => process.exit());
