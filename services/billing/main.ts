import { once } from 'node:events';
import { openIdentitySource } from '@/lib/auth/mtls/identity/open-identity-source';
import { createMeshServer } from '@/lib/auth/mtls/mesh';
import { createMtlsServer, type PeerHandler } from '@/lib/auth/mtls/server/create-mtls-server';
import { requireUsableSessions } from '@/lib/database-session.repository';
import { type Env, getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { runProcess } from '@/lib/process';
import { serveOperations } from '@/lib/serve-operations';
import { billingDatabaseFault, closeBillingDatabase } from './database';
import { handleBillingRequest } from './handle-billing-request';

const log = createLog('billing');

/** Ready while its database takes writes. */
async function readReadiness(): Promise<{ ready: boolean; reason?: string }> {
  const reason = await billingDatabaseFault();
  return reason ? { ready: false, reason } : { ready: true };
}

/** Metrics and probes on a plain port if BILLING_METRICS_PORT is set; the other port needs mTLS. */
function serveMetrics({ BILLING_METRICS_PORT, METRICS_HOST }: Env) {
  return serveOperations({
    port: BILLING_METRICS_PORT,
    variable: 'BILLING_METRICS_PORT',
    host: METRICS_HOST,
    readiness: readReadiness,
  });
}

const handle: PeerHandler = (peer, request, response) =>
  void handleBillingRequest(log, peer, request, response);

/** Terminates TLS itself, with an identity from files or the SPIFFE Workload API. */
async function openMtlsServer(env: Env) {
  const source = await openIdentitySource({ env, workload: 'billing', log });
  const server = createMtlsServer({ source, log, handle });
  server.once('close', () => source.close());
  return server;
}

await runProcess(log, async () => {
  const env = getEnv();
  await requireUsableSessions('BILLING_DATABASE_URL', env.BILLING_DATABASE_URL);
  const mesh = env.WORKLOAD_IDENTITY === 'mesh';
  const server = mesh
    ? createMeshServer({
        trustDomain: env.SPIFFE_TRUST_DOMAIN,
        header: env.MESH_IDENTITY_HEADER,
        log,
        handle,
      })
    : await openMtlsServer(env);
  // On this machine only where everything is on it, as the web process.
  const address = env.DEPLOYMENT === 'local' ? '127.0.0.1' : undefined;
  server.listen(env.BILLING_PORT, mesh ? env.MESH_BIND_ADDRESS : address);
  await once(server, 'listening');
  const closeMetrics = await serveMetrics(env);
  log.info({ port: env.BILLING_PORT, identity: env.WORKLOAD_IDENTITY }, 'billing answers');
  return async () => {
    server.close();
    await once(server, 'close');
    await closeMetrics();
    await closeBillingDatabase();
  };
});
