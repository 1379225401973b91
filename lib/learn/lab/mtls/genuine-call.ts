import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readGroup } from '@/lib/auth/mtls/client/describe-connection';
import { noteStep } from '@/lib/trace/trace-step';
import { type Capture, decodeHandshake, type HandshakeMessage } from './decode-handshake';
import type { LabAuthority, Papers } from './lab-authority';
import { type Fixture, withFixture } from './fixture';
import type { Observation } from '../lab';

/** What each message of the handshake is for. */
const MEANINGS: Record<string, string> = {
  'client ClientHello': 'Hello: versions, suites, a fresh key share',
  'server ServerHello': 'Hello: TLS 1.3, this suite, my key share',
  'server EncryptedExtensions': 'From here on everything is encrypted',
  'server CertificateRequest': 'Show me a certificate, too',
  'server Certificate': 'My certificate: here is who I am',
  'server CertificateVerify': 'My signature over all of this: I have its key',
  'server Finished': 'Done on my side',
  'client Certificate': 'My certificate: here is who I am',
  'client CertificateVerify': 'My signature over all of this: I have its key',
  'client Finished': 'Done on my side',
};

const KEY_EXCHANGES: Record<string, string> = {
  X25519MLKEM768: 'The key exchange is post-quantum',
  unnamed: 'The key exchange has no name in this Node: Node 22 does not name post-quantum ones',
};

/**
 * One genuine call between two workloads, recorded on the wire and decoded: each message of the
 * handshake, then the request.
 */
export function genuineCall(): Promise<Observation> {
  return withFixture({}, async (fixture) => {
    const client = await fixture.issue();
    const { capture, status, group } = await recordCall(fixture, client);
    for (const message of decodeHandshake(capture)) noteMessage(message);
    noteStep(
      {
        name: 'mtls.key-exchange',
        from: 'web',
        to: 'web',
        lane: 'who',
        text: KEY_EXCHANGES[group] ?? 'The key exchange is not post-quantum: Node 24 makes it so',
        code: 'lib/auth/mtls/client/describe-connection.ts#readGroup:getEphemeralKeyInfo',
      },
      group,
    );
    const side = { from: 'billing', to: 'billing' } as const;
    noteStep(
      {
        ...side,
        name: 'mtls.verify',
        lane: 'who',
        text: 'Verify the chain, read the one SPIFFE ID',
        code: 'lib/auth/mtls/peer.ts#readPeer:checkSvid',
      },
      fixture.server.source.current().id.id.replace('/billing', '/web'),
    );
    noteStep({
      name: 'mtls.request',
      from: 'web',
      to: 'billing',
      lane: 'may',
      text: 'GET /v1/invoices: the first byte of HTTP',
    });
    noteStep({
      ...side,
      name: 'mtls.authorize',
      lane: 'may',
      text: 'Is this workload on the list of the operation?',
      code: 'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
    });
    noteStep({
      name: 'mtls.answer',
      from: 'billing',
      to: 'web',
      lane: 'work',
      text: String(status),
    });
    return { refused: status !== 200, seen: `${status} over TLS 1.3` };
  });
}

function noteMessage({ from, name, bytes, encrypted }: HandshakeMessage): void {
  const [sender, receiver] =
    from === 'client' ? (['web', 'billing'] as const) : (['billing', 'web'] as const);
  const text = `${name}. ${MEANINGS[`${from} ${name}`] ?? ''}`;
  const info = {
    name: `tls.${from}.${name}`,
    from: sender,
    to: receiver,
    lane: 'who',
    text,
  } as const;
  noteStep(info, `${bytes} bytes${encrypted ? ', encrypted' : ''}`);
}

/** Makes the call through a relay that keeps the bytes of both directions. */
async function recordCall(
  { server, authority }: Fixture,
  papers: Papers,
): Promise<{ capture: Capture; status: number; group: string }> {
  const bytes = { client: [] as Buffer[], server: [] as Buffer[] };
  const relay = createServer((downstream) => {
    const upstream = connectTcp(server.port, '127.0.0.1');
    downstream.on('data', (piece: Buffer) => void bytes.client.push(piece));
    upstream.on('data', (piece: Buffer) => void bytes.server.push(piece));
    downstream.pipe(upstream).pipe(downstream);
    downstream.on('error', () => upstream.destroy());
    upstream.on('error', () => downstream.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = relay.address() as AddressInfo;
    const { status, secrets, group } = await callThrough(port, authority, papers);
    const capture = {
      client: Buffer.concat(bytes.client),
      server: Buffer.concat(bytes.server),
      secrets,
    };
    return { capture, status, group };
  } finally {
    relay.close();
  }
}

function callThrough(
  port: number,
  authority: LabAuthority,
  { cert, key }: Papers,
): Promise<{ status: number; secrets: Capture['secrets']; group: string }> {
  return new Promise((resolve, reject) => {
    const secrets: Partial<Capture['secrets']> = {};
    const ca = [authority.papers.cert];
    const options = {
      host: '127.0.0.1',
      port,
      cert,
      key,
      ca,
      checkServerIdentity: () => undefined,
    };
    const socket = connectTls(options, () => {
      socket.write('GET /v1/invoices HTTP/1.1\r\nhost: billing\r\n\r\n');
    });
    socket.on('keylog', (line: Buffer) => {
      const [label, , secret = ''] = line.toString('ascii').trim().split(' ');
      if (label === 'CLIENT_HANDSHAKE_TRAFFIC_SECRET') secrets.client = Buffer.from(secret, 'hex');
      if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secrets.server = Buffer.from(secret, 'hex');
    });
    socket.once('error', reject);
    socket.once('data', (answer) => {
      const group = readGroup(socket);
      socket.destroy();
      const { client, server } = secrets;
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1]);
      if (client && server) resolve({ status, secrets: { client, server }, group });
      else reject(new Error('The connection told no secrets'));
    });
  });
}
