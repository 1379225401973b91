import { duplexPair } from 'node:stream';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Forged, forge } from '@/e2e/mtls/support/certificate-forge';
import { makeCrl } from '@/services/workload-ca/make-crl';
import { readPeerChain } from '../peer';
import { type Certificate, readCertificate } from './read-certificate';
import { type Crl, readCrl } from './read-crl';
import { splitPem } from './split-pem';
import { verifyChain } from './verify-chain';

/**
 * The chain is judged again at each request, outside TLS. Whatever the handshake accepts must be
 * accepted here, too: otherwise a peer that connected is answered 401 for as long as it tries.
 */

const HOUR_MS = 3_600_000;
const PAST = { notBefore: -4 * HOUR_MS, notAfter: -HOUR_MS };

type Chain = { name: string; sent: Forged[] };
type Case = { name: string; sent: Forged[]; bundle: Forged[]; crl: string[] };

const corpus: Case[] = [];
let serverRoot: Forged;
let serverLeaf: Forged;
const pemOf = (certificates: readonly Forged[]) => certificates.map(({ certPem }) => certPem);
const certificatesOf = (forged: readonly Forged[]): Certificate[] =>
  pemOf(forged).flatMap((pem) => splitPem(pem).map(({ der }) => readCertificate(der)));

function listOf({ signer }: Forged, ageMinutes: number, revoked: readonly string[] = []) {
  const made = Date.now() - ageMinutes * 60_000;
  return makeCrl({
    signer,
    revoked: revoked.map((serial) => ({ serial, at: new Date(made) })),
    thisUpdate: new Date(made),
    nextUpdate: new Date(made + HOUR_MS),
  });
}

async function leafOf(signer: Forged['signer']): Promise<Forged> {
  return forge({ signer, names: [{ type: 'url', value: 'spiffe://test.example/web' }] });
}

/** The chain of a client that the handshake of a real server accepts, as Node shows it; or null. */
async function handshake({ sent, bundle, crl }: Case) {
  const [near, far] = duplexPair();
  const [leaf] = sent;
  const server = createServer({
    cert: serverLeaf.certPem,
    key: serverLeaf.keyPem,
    ca: pemOf(bundle),
    crl: crl.length > 0 ? crl : undefined,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
  });
  const accepted = new Promise<TLSSocket | null>((resolve) => {
    server.once('secureConnection', resolve);
    server.once('tlsClientError', () => resolve(null));
  });
  const client = connect({
    cert: pemOf(sent).join(''),
    key: leaf?.keyPem,
    ca: serverRoot.certPem,
    socket: near,
    checkServerIdentity: () => undefined,
  });
  client.on('error', () => {});
  server.emit('connection', far);
  const socket = await accepted;
  const chain = socket && readPeerChain(socket);
  for (const stream of [client, near, far]) stream.destroy();
  return chain;
}

beforeAll(async () => {
  serverRoot = await forge({ isCa: true, subject: 'CN=Server root' });
  serverLeaf = await leafOf(serverRoot.signer);
  const root = await forge({ isCa: true, subject: 'CN=Root' });
  const oldRoot = await forge({ isCa: true, subject: 'CN=Root', renews: root });
  const endedRoot = await forge({ isCa: true, subject: 'CN=Root', renews: root, ...PAST });
  const otherRoot = await forge({ isCa: true, subject: 'CN=Other root' });
  const crossed = await forge({
    isCa: true,
    subject: 'CN=Root',
    renews: root,
    signer: otherRoot.signer,
  });
  const under = (renews?: Forged, life = {}, signer = root.signer) =>
    forge({ isCa: true, subject: 'CN=Intermediate', signer, renews, ...life });
  const intermediate = await under();
  const renewed = await under(intermediate);
  const ended = await under(intermediate, PAST);
  const second = await forge({ isCa: true, subject: 'CN=Second', signer: intermediate.signer });
  const third = await forge({ isCa: true, subject: 'CN=Third', signer: second.signer });
  const [direct, below, deep, deepest] = await Promise.all(
    [root, intermediate, second, third].map(({ signer }) => leafOf(signer)),
  );
  if (!direct || !below || !deep || !deepest) throw new Error('unreachable');

  const chains: Chain[] = [
    { name: 'leaf of the root', sent: [direct] },
    { name: 'one intermediate', sent: [below, intermediate] },
    { name: 'its renewal as well', sent: [below, renewed, intermediate] },
    { name: 'its ended one last', sent: [below, intermediate, ended] },
    { name: 'the root as well', sent: [below, intermediate, root] },
    { name: 'a stranger between', sent: [below, otherRoot, intermediate] },
    { name: 'two intermediates', sent: [deep, second, intermediate] },
    { name: 'two, in the wrong order', sent: [deep, intermediate, second] },
    { name: 'three intermediates', sent: [deepest, third, second, intermediate] },
    { name: 'cross-signed root', sent: [below, intermediate, crossed] },
    { name: 'three, the last ones swapped', sent: [deepest, third, intermediate, second] },
  ];
  const bundles: [string, Forged[]][] = [
    ['root', [root]],
    ['old root first', [oldRoot, root]],
    ['old root last', [root, oldRoot]],
    ['ended root first', [endedRoot, root]],
    ['ended root last', [root, endedRoot]],
    ['other root', [otherRoot, root]],
    ['only the other root', [otherRoot, crossed]],
    ['intermediate as well', [intermediate, root]],
    ['three roots', [otherRoot, root, oldRoot]],
    ['root twice', [root, root]],
  ];
  const cas = [root, otherRoot, intermediate, second, third];
  const lists = (age: number, revoked: readonly string[] = []) =>
    Promise.all(cas.map((ca) => listOf(ca, age, revoked)));
  const now = await lists(1);
  const before = await lists(10);
  const held = await lists(
    10,
    [direct, below, deep, deepest].map(({ serial }) => serial),
  );
  const onHold = await lists(
    5,
    [direct, below, deep, deepest].map(({ serial }) => serial),
  );
  const crls: [string, string[]][] = [
    ['no CRL', []],
    ['one CRL each', now],
    ['older CRLs first', [...before, ...now]],
    ['released from hold', [...held, ...now]],
    ['on hold', [...before, ...onHold]],
  ];
  for (const chain of chains) {
    for (const [bundleName, bundle] of bundles) {
      for (const [crlName, crl] of crls) {
        corpus.push({ ...chain, name: `${chain.name}, ${bundleName}, ${crlName}`, bundle, crl });
      }
    }
  }
});

const listsRead = new Map<Case['crl'], Promise<Crl[]>>();

/** Each set of lists is read once: they are the same for many chains. */
function readLists(crl: Case['crl']): Promise<Crl[]> {
  const known = listsRead.get(crl);
  if (known) return known;
  const lists = crl.flatMap((pem) => splitPem(pem).map(({ der }) => readCrl(der)));
  const reading = Promise.all(lists);
  listsRead.set(crl, reading);
  return reading;
}

async function judge({ bundle, crl }: Case, chain: readonly Certificate[]): Promise<string> {
  const crls = await readLists(crl);
  try {
    verifyChain(chain, { bundle: certificatesOf(bundle), crls }, new Date());
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('verifyChain', () => {
  it('accepts each of at least 300 chains that the handshake accepts', async () => {
    expect(corpus.length).toBe(550);
    const disagreements: string[] = [];
    let accepted = 0;
    for (const sample of corpus) {
      const chain = await handshake(sample);
      if (!chain) continue;
      accepted += 1;
      const verdict = await judge(sample, chain);
      if (verdict !== 'accepted') disagreements.push(`${sample.name}: ${verdict}`);
    }
    console.log(`${accepted} of ${corpus.length} chains are accepted by the handshake`);
    expect(disagreements).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(300);
  }, 180_000);
});
