import path from 'node:path';
import pino from 'pino';
import { Pool } from 'undici';
import { createCaller } from '@/lib/auth/mtls/client/create-caller';
import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import { getEnv } from '@/lib/env';
import { startBenchProcess } from './support/bench-process';
import { BenchSystem } from './support/bench-system';
import { compareInSlices, figureOf, type Load, ratioOf } from './support/compare';
import { CALLERS, sendAtOnce } from './support/http-load';
import { publish, round, toFigure } from './support/publish';

/**
 * A call by mutual TLS on a connection that stays, with every check of our server, against one-way
 * TLS to node:https. Both callers bound and repeat their calls alike. CPU of the server.
 *
 *   npm run bench -- mtls [--save]
 */
const REQUESTS = 800;

type Ports = { mutualPort: number; oneWayPort: number; againPort: number };

const system = await BenchSystem.start(['workload-ca']);
const { WORKLOAD_DIR, SPIFFE_TRUST_DOMAIN } = getEnv();
const log = pino({ level: 'silent' });
const source = await openFileIdentitySource({ directory: path.join(WORKLOAD_DIR, 'web'), log });
const host = await startBenchProcess<Ports>('bench/support/tls-hosts.ts');
const { mutualPort, oneWayPort, againPort } = host.message;

function mutualLoad(): Load {
  const client = createMtlsClient({
    source,
    log,
    origin: `https://localhost:${mutualPort}`,
    expectedId: `spiffe://${SPIFFE_TRUST_DOMAIN}/billing`,
  });
  const call = () => client.call({ method: 'GET', path: '/' });
  return {
    send: (requests) => sendAtOnce(CALLERS, requests, call),
    close: () => client.close(),
  };
}

function oneWayLoad(port: number): Load {
  const pool = new Pool(`https://localhost:${port}`, {
    connections: CALLERS,
    pipelining: 1,
    // The certificate names a workload, not a host; who the server is does not matter here.
    connect: { ca: [...source.current().bundlePem], checkServerIdentity: () => undefined },
  });
  const caller = createCaller({ log, expectedId: 'anybody' }, () => pool);
  const call = () => caller({ method: 'GET', path: '/' });
  return {
    send: (requests) => sendAtOnce(CALLERS, requests, call),
    close: () => pool.close(),
  };
}

try {
  const slices = await compareInSlices([
    { name: 'mutual TLS', pid: host.pid, load: mutualLoad(), requests: REQUESTS },
    { name: 'one-way TLS', pid: host.pid, load: oneWayLoad(oneWayPort), requests: REQUESTS },
    { name: 'one-way TLS again', pid: host.pid, load: oneWayLoad(againPort), requests: REQUESTS },
  ]);
  publish({
    name: 'mtls',
    title: 'A call by mutual TLS',
    figures: [
      toFigure('CPU of a call, of one-way TLS', 'x', ratioOf(slices, 'mutual TLS', 'one-way TLS'), {
        at: 'most',
        value: 1.1,
      }),
    ],
    control: toFigure(
      'CPU of one-way TLS, of itself',
      'x',
      ratioOf(slices, 'one-way TLS again', 'one-way TLS'),
    ),
    chart: {
      title: 'Server CPU per call, connections kept',
      unit: 'µs',
      bars: [...slices.keys()].map((label) => ({
        label,
        value: round(figureOf(slices, label, 'cpuMicroseconds').median),
      })),
    },
  });
} finally {
  source.close();
  await host.stop();
  await system.stop();
}
