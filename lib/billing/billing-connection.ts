import path from 'node:path';
import { createMtlsClient, type MtlsClient } from '@/lib/auth/mtls/create-mtls-client';
import { type ConnectionView, describeConnection } from '@/lib/auth/mtls/describe-connection';
import { openFileIdentitySource } from '@/lib/auth/mtls/file-identity-source';
import type { IdentitySource } from '@/lib/auth/mtls/identity';
import { workloadId } from '@/lib/auth/mtls/spiffe-id';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';

type Connection = { source: IdentitySource; client: MtlsClient };

/** A request must not wait for an identity; a page that shows the failure is better. */
const START_TIMEOUT_MS = 2_000;

const holder = oncePerProcess('billing-connection', () => ({
  opening: undefined as Promise<Connection> | undefined,
}));

function billingId(): string {
  return workloadId(getEnv().SPIFFE_TRUST_DOMAIN, 'billing');
}

async function open(): Promise<Connection> {
  const env = getEnv();
  const log = createLog('web');
  const source = await openFileIdentitySource({
    directory: path.join(env.WORKLOAD_DIR, 'web'),
    log,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  const client = createMtlsClient({
    source,
    log,
    origin: env.BILLING_URL,
    expectedId: billingId(),
  });
  return { source, client };
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
export async function billingClient(): Promise<MtlsClient> {
  return (await connection()).client;
}

/**
 * Makes a handshake with billing and says what it settled: protocol, cipher, both identities.
 * @throws {ProblemError} 503 `dependency-unavailable` when there is none.
 */
export async function describeBillingConnection(): Promise<ConnectionView> {
  const { source } = await connection();
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
  opened?.source.close();
  await opened?.client.close();
}
