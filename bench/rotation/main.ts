import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import pino from 'pino';
import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { publish, round } from '../support/publish';
import { readNumber } from '../support/read-number';
import { Chaos, killAll, startProcess } from './chaos';
import { measureLoad } from './measure-load';
import { measureRevocation } from './measure-revocation';
import { measureStop } from './measure-stop';
import { TRUST_DOMAIN } from './setting';

/**
 * Rotation under load: leaves each second, CAs every few, the agent killed and started again, files
 * torn. Then the agent is stopped for good, and before that a certificate is revoked while its
 * connection is open.
 *
 *   npm run bench -- rotation [calls] [--save]
 */
const calls = readNumber(0, 600_000);
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

publish({
  name: 'rotation',
  title: 'Certificates rotate under load',
  figures: [
    { what: 'calls', unit: '', value: load.calls },
    { what: 'of them failed', unit: '', value: load.failed, goal: { at: 'most', value: 0 } },
    { what: 'rate', unit: 'calls a second', value: round(load.calls / load.seconds) },
    { what: 'identities that the client used', unit: '', value: rotations.client },
    { what: 'identities that the server used', unit: '', value: Number(serverLeaves) },
    { what: 'CAs that issued them', unit: '', value: rotations.cas },
    { what: 'times that the agent was killed', unit: '', value: chaos.kills },
    { what: 'files torn', unit: '', value: chaos.tears },
    {
      what: 'slowest refusal on an open connection after a CRL arrived',
      unit: 'ms',
      value: round(Math.max(...revocations)),
      goal: { at: 'most', value: 1_000 },
    },
    {
      what: 'agent stopped: alarm before the certificate ended',
      unit: 's',
      value: round(stopped.alarmLeft ?? 0),
      goal: { at: 'least', value: 1 },
    },
    {
      what: 'agent stopped: first failure before the certificate ended',
      unit: 's',
      value: round(Math.max(0, stopped.failureLeft)),
      goal: { at: 'most', value: 0 },
    },
  ],
  remarks: [
    'Leaves live 24 seconds here and change each second; no call is tried twice.',
    `Calls that went through while the agent was stopped: ${stopped.callsBefore}.`,
  ],
});

await client.close();
source.close();
killAll();
await rm(folder, { recursive: true, force: true });
process.exitCode = load.failed === 0 && stopped.alarmLeft !== null ? 0 : 1;
