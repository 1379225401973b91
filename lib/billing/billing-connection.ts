import { workloadId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { createMtlsClient, type PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import {
  type ConnectionView,
  describeConnection,
} from '@/lib/auth/mtls/client/describe-connection';
import type { IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { openIdentitySource } from '@/lib/auth/mtls/identity/open-identity-source';
import { createMeshClient } from '@/lib/auth/mtls/mesh';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';

/** `source` is null where the mesh has the identity and this process does not know it. */
type Connection = { source: IdentitySource | null; client: PeerClient };

/** A request must not wait for an identity; a page that shows the failure is better. */
const START_TIMEOUT_MS = 2_000;

const holder = oncePerProcess('billing-connection', () => ({
  opening: undefined as Promise<Connection> | undefined,
}));

function billingId(): string {
  const { SPIFFE_TRUST_DOMAIN, SPIFFE_PATH } = getEnv();
  return workloadId(SPIFFE_TRUST_DOMAIN, 'billing', SPIFFE_PATH);
}

async function open(): Promise<Connection> {
  const env = getEnv();
  const log = createLog('web');
  const target = { log, origin: env.BILLING_URL, expectedId: billingId() };
  if (env.WORKLOAD_IDENTITY === 'mesh') return { source: null, client: createMeshClient(target) };
  const source = await openIdentitySource({
    env,
    workload: 'web',
    log,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  return { source, client: createMtlsClient({ ...target, source }) };
}

/** The one connection to billing of this process, opened at the first call; retried after failure. */
async function connection(): Promise<Connection> {
  holder.opening ??= open();
  try {
    return await holder.opening;
  } catch (cause) {
    holder.opening = undefined;
    throw problem('dependency-unavailable', { cause });
  }
}

/**
 * The client that calls billing.
 * @throws {ProblemError} 503 `dependency-unavailable` while this process has no identity.
 */
export async function billingClient(): Promise<PeerClient> {
  return (await connection()).client;
}

/**
 * Makes a handshake with billing and says what it settled: protocol, cipher, both identities.
 * @returns null with WORKLOAD_IDENTITY=mesh: the sidecar makes the handshake, out of our sight.
 * @throws {ProblemError} 503 `dependency-unavailable` when there is none.
 */
export async function describeBillingConnection(): Promise<ConnectionView | null> {
  const { source } = await connection();
  if (!source) return null;
  try {
    return await describeConnection(source, getEnv().BILLING_URL, billingId());
  } catch (cause) {
    throw problem('dependency-unavailable', { cause });
  }
}

/** Ends the connection, for a graceful stop. */
export async function closeBillingConnection(): Promise<void> {
  const opening = holder.opening;
  holder.opening = undefined;
  const opened = await opening?.catch(() => undefined);
  opened?.source?.close();
  await opened?.client.close();
}

/**
 * Compares billing's clock with this process's, by the Date header of an answer.
 * @returns milliseconds by which billing's clock is ahead, exact to about a second; undefined where
 * the answer has no date.
 */
export async function readBillingClockAhead(): Promise<number | undefined> {
  const client = await billingClient();
  const { headers } = await client.call({ method: 'GET', path: '/v1/health', headers: {} });
  const time = Date.parse(String(headers.date));
  // The header is rounded down: on average half a second is missing.
  return Number.isNaN(time) ? undefined : time + 500 - Date.now();
}
