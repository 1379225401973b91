import { createServer } from 'node:https';
import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';
import { getEnv } from '@/lib/env';

/** The mTLS server with all its guards and a one-way TLS server, side by side in one process. */
const { WORKLOAD_DIR, SPIFFE_TRUST_DOMAIN } = getEnv();
const log = pino({ level: 'silent' });
const source = await openFileIdentitySource({
  directory: path.join(WORKLOAD_DIR, 'billing'),
  log,
});
const HEADERS = { 'content-type': 'application/json' };
const BODY = JSON.stringify({ ok: true, of: 'the same bytes from both' });
const allowed = [`spiffe://${SPIFFE_TRUST_DOMAIN}/web`];
const mutual = createMtlsServer({
  source,
  log,
  handle: (peer, _request, response) => {
    authorizePeer(peer, allowed);
    response.writeHead(200, HEADERS).end(BODY);
  },
});
const { chainPem, keyPem } = source.current();
const oneWay = () =>
  createServer({ cert: chainPem, key: keyPem, minVersion: 'TLSv1.3' }, (_request, response) => {
    response.writeHead(200, HEADERS).end(BODY);
  });
const ports = [mutual, oneWay(), oneWay()].map(
  (server) =>
    new Promise<number>((resolve) => {
      server.listen(0, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    }),
);
const [mutualPort, oneWayPort, againPort] = await Promise.all(ports);
process.send?.({ mutualPort, oneWayPort, againPort });
process.once('disconnect', () => process.exit());
