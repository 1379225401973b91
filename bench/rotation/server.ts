import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';
import { TRUST_DOMAIN } from './setting';

/** A server behind the real guards, as a process of its own. Argument: the folder. */
const folder = process.argv[2] ?? '';
const log = pino({ level: 'silent' });
const source = await openFileIdentitySource({ directory: path.join(folder, 'billing'), log });
let identities = 0;
source.onChange(() => {
  identities += 1;
});
const allowed = [`spiffe://${TRUST_DOMAIN}/web`];
const server = createMtlsServer({
  source,
  log,
  handle: (peer, request, response) => {
    authorizePeer(peer, allowed);
    response.end(request.url === '/identities' ? String(identities) : 'ok');
  },
});
server.listen(0, () => {
  const address = server.address();
  process.send?.({ port: address && typeof address === 'object' ? address.port : 0 });
});
