import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createSecureContext } from 'node:tls';
import { z } from 'zod';
import { makeAuthority, makeLeaf } from '@/services/workload-ca/make-certificate';
import { compareInSlices, figureOf, type Load, ratioOf } from './support/compare';
import { CALLERS, sendAtOnce } from './support/http-load';
import { makeLargeCrl } from './support/many-revoked';
import { publish, round, toFigure } from './support/publish';

/**
 * A new connection with one call on it: our mTLS server with every check against Node's own with
 * the same certificates and CRLs. The client's chain has two certificates, the list of its CA 10,000
 * entries. CPU of the server. Needs openssl.
 *
 *   npm run bench -- handshake [--save]
 */
const TRUST_DOMAIN = 'bench.example';
const DAY_MS = 86_400_000;
const ENTRIES = 10_000;
const CONNECTIONS = 100;
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
const portsSchema = z.object({ ownPort: z.number(), nodePort: z.number(), againPort: z.number() });

const life = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
const named = { trustDomain: TRUST_DOMAIN, ...life };
const root = await makeAuthority({ name: 'Bench root', ...named });
const issuing = await makeAuthority({ name: 'Bench issuing', signer: root.signer, ...named });
const leafOf = (name: string) =>
  makeLeaf({
    spiffeId: `spiffe://${TRUST_DOMAIN}/${name}`,
    dnsNames: [],
    signer: issuing.signer,
    ...life,
  });
const [billing, web] = [await leafOf('billing'), await leafOf('web')];
const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-handshake-'));
const files = {
  'svid.pem': billing.certPem + issuing.certPem,
  'svid_key.pem': billing.keyPem,
  'bundle.pem': root.certPem,
  'crl.pem': (await makeLargeCrl(root, 1)) + (await makeLargeCrl(issuing, ENTRIES)),
};
for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);

/** Connections one after another for each caller; an answer that is not 200 ends the measurement. */
function load(port: number): Load {
  const secureContext = createSecureContext({
    cert: web.certPem + issuing.certPem,
    key: web.keyPem,
    ca: root.certPem,
  });
  const call = async () => {
    const socket = connect({ port, secureContext, checkServerIdentity: () => undefined });
    socket.setEncoding('utf8').write(REQUEST);
    let answer = '';
    for await (const text of socket) answer += text;
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer || 'no answer');
  };
  return {
    send: (requests) => sendAtOnce(CALLERS, requests, call),
    close: () => Promise.resolve(),
  };
}

const host = fork('scripts/run.mjs', ['bench/support/handshake-hosts.ts', folder]);
try {
  const [message] = await once(host, 'message');
  const { ownPort, nodePort, againPort } = portsSchema.parse(message);
  const pid = host.pid ?? 0;
  const slices = await compareInSlices([
    { name: 'ours', pid, load: load(ownPort), requests: CONNECTIONS },
    { name: 'Node', pid, load: load(nodePort), requests: CONNECTIONS },
    { name: 'Node again', pid, load: load(againPort), requests: CONNECTIONS },
  ]);
  publish({
    name: 'handshake',
    title: 'A new mTLS connection',
    figures: [
      toFigure("CPU of a new connection, of Node's own", 'x', ratioOf(slices, 'ours', 'Node'), {
        at: 'most',
        value: 1.3,
      }),
    ],
    control: toFigure("CPU of Node's own, of itself", 'x', ratioOf(slices, 'Node again', 'Node')),
    chart: {
      title: 'Server CPU per new connection, chain of two, CRL of 10,000 entries',
      unit: 'µs',
      bars: [...slices.keys()].map((label) => ({
        label,
        value: round(figureOf(slices, label, 'cpuMicroseconds').median),
      })),
    },
  });
} finally {
  host.disconnect();
  await rm(folder, { recursive: true, force: true });
}
