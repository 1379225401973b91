import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { BILLING, log, openIdentity, PORT } from './workloads';

/** Calls the server as a workload: `web`, or the name that is given. */
const source = await openIdentity(process.argv[2] ?? 'web');
const origin = `https://localhost:${PORT}`;
const client = createMtlsClient({ source, origin, expectedId: BILLING, log });
const { status, body } = await client.call({ method: 'GET', path: '/whoami' });
console.log(`${status} ${body}`);
await client.close();
source.close();
