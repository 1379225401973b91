import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { createMtlsClient } from '@/lib/auth/mtls/create-mtls-client';
import { openFileIdentitySource } from '@/lib/auth/mtls/file-identity-source';
import { Chaos, killAll, startProcess } from './chaos';
import { measureLoad } from './measure-load';
import { measureRevocation } from './measure-revocation';
import { measureStop } from './measure-stop';
import { TRUST_DOMAIN } from './setting';

/**
 * Rotation under load: leaves each second, CAs every few, the agent killed and started again, files
 * torn. Then the agent is stopped for good, and before that a certificate is revoked while its
 * connection is open. Prints one JSON object. Argument: how many calls, 100,000 otherwise.
 */
const calls = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-rotation-'));

let alarmAt: number | null = null;
const log = pino(
  { level: 'warn' },
  {
    write: (line: string) => {
      const { msg, what } = JSON.parse(line);
      if (msg === 'renewal is late' && what === 'certificate') alarmAt ??= Date.now();
    },
  },
);

process.once('exit', killAll);
const [agent] = await startProcess('agent', folder);
const [, address] = await startProcess('server', folder);
const { port } = address as { port: number };
const source = await openFileIdentitySource({ directory: path.join(folder, 'web'), log });
const issuers = new Set<string>();
let leaves = 0;
source.onChange(({ chain }) => {
  leaves += 1;
  issuers.add(chain[0].issuer);
  alarmAt = null;
});
const client = createMtlsClient({
  source,
  log,
  origin: `https://localhost:${port}`,
  expectedId: `spiffe://${TRUST_DOMAIN}/billing`,
});

const chaos = new Chaos(folder, agent);
chaos.start();
const load = await measureLoad(client, calls);
if (load.failed > 0) console.error(load);
const rotations = { client: leaves, cas: issuers.size };
const running = await chaos.stop();
const { body: serverLeaves } = await client.call({ method: 'GET', path: '/identities' });
const revocations: number[] = [];
while (revocations.length < 5) {
  const ms = await measureRevocation(folder, port, source);
  if (ms !== null) revocations.push(ms);
}
const stopped = await measureStop(folder, client, source, running, () => alarmAt);

const round = (value: number) => Math.round(value * 10) / 10;
console.log(
  JSON.stringify({
    calls: load.calls,
    failed: load.failed,
    reasons: load.reasons,
    seconds: round(load.seconds),
    calls_per_second: Math.round(load.calls / load.seconds),
    identities_client: rotations.client,
    identities_server: Number(serverLeaves),
    issuing_cas: rotations.cas,
    agent_kills: chaos.kills,
    files_torn: chaos.tears,
    revoked_refused_ms: revocations.map(round),
    agent_stopped: {
      alarm_seconds_before_expiry: stopped.alarmLeft === null ? null : round(stopped.alarmLeft),
      first_failure_seconds_before_expiry: round(stopped.failureLeft),
      calls_before: stopped.callsBefore,
    },
  }),
);

await client.close();
source.close();
killAll();
await rm(folder, { recursive: true, force: true });
process.exitCode = load.failed === 0 && stopped.alarmLeft !== null ? 0 : 1;
