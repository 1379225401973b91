import { createServer } from 'node:https';
import process from 'node:process';
import pino from 'pino';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';

/**
 * The mTLS server with all its guards, and two servers of Node with the same certificate, bundle and
 * CRLs, side by side in one process. Argument: the folder of the identity.
 */
const log = pino({ level: 'silent' });
const source = await openFileIdentitySource({ directory: process.argv[2] ?? '', log });
const own = createMtlsServer({
  source,
  log,
  handle: (_peer, _request, response) => response.end(),
});
const plain = () =>
  createServer(serverTlsOptions(source.current()), (_request, response) => response.end());
const ports = [own, plain(), plain()].map(
  (server) =>
    new Promise<number>((resolve) => {
      server.listen(0, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    }),
);
const [ownPort, nodePort, againPort] = await Promise.all(ports);
process.send?.({ ownPort, nodePort, againPort });
process.once('disconnect', () => process.exit());
