import { X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSigner } from './load-signer';
import { renewHttpsCertificate } from './https-certificate';
import { makeLeaf } from './make-certificate';

const NOW = new Date('2031-02-27T10:00:00Z');
const DAY_MS = 86_400_000;
const after = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

let folder: string;
const root = () => path.join(folder, 'root');
const https = (name = '') => path.join(folder, 'https', name);
const renew = (now = NOW) => renewHttpsCertificate(root(), https(), now);
const endOf = ({ validTo }: X509Certificate) => new Date(validTo);
const readCertificate = async (name: string) => new X509Certificate(await readFile(https(name)));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-https-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('issues a certificate for localhost, renews it at half of its life, and keeps the root', async () => {
  expect(await renew()).toBe(true);
  const ca = await readFile(https('ca.pem'), 'utf8');
  expect((await readCertificate('cert.pem')).subjectAltName).toBe('DNS:localhost');
  expect(await renew(after(14))).toBe(false);
  expect(await renew(after(16))).toBe(true);
  expect(endOf(await readCertificate('cert.pem'))).toEqual(after(46));
  expect(await readFile(https('ca.pem'), 'utf8')).toBe(ca);
});

it('follows the clock, back and forth, with a new root where the old one is not valid', async () => {
  await renew();
  expect(await renew(after(-400))).toBe(true);
  expect(endOf(await readCertificate('cert.pem'))).toEqual(after(-370));
  expect(await renew(after(3_000))).toBe(true);
  const ca = await readCertificate('ca.pem');
  expect((await readCertificate('cert.pem')).verify(ca.publicKey)).toBe(true);
  expect(await renew(after(3_000))).toBe(false);
});

it('refuses to overwrite a certificate that someone else put there', async () => {
  await renew();
  const own = path.join(folder, 'own');
  await cp(https(), own, { recursive: true, dereference: true });
  await rm(path.join(own, 'ca.pem'));
  await expect(renewHttpsCertificate(root(), own, NOW)).rejects.toThrow('HTTPS_DIR has');
});

it('is trusted for localhost by its root alone, and the root for nothing else', async () => {
  await renew(new Date());
  const [ca, keyPem] = await Promise.all([
    readFile(https('ca.pem'), 'utf8'),
    readFile(path.join(root(), 'ca_key.pem'), 'utf8'),
  ]);
  const own = {
    cert: await readFile(https('cert.pem'), 'utf8'),
    key: await readFile(https('key.pem'), 'utf8'),
  };
  expect(await ask(own, { ca, servername: 'localhost' })).toBe('200');
  expect(await ask(own, { servername: 'localhost' })).toMatch(/unable to verify|self-signed/);
  const signer = await loadSigner(ca, keyPem);
  const misused = await makeLeaf({
    spiffeId: 'spiffe://x.example/x',
    dnsNames: ['bank.example'],
    signer,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
  });
  const stolen = { cert: misused.certPem, key: misused.keyPem };
  expect(await ask(stolen, { ca, servername: 'bank.example' })).toBe('permitted subtree violation');
});

/** The status of an answer over TLS, or why there is none. */
async function ask(
  server: { cert: string; key: string },
  client: { ca?: string; servername: string },
): Promise<string> {
  const listening = createServer(server, (_request, response) => response.end());
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const call = request({ host: '127.0.0.1', port, agent: false, ...client }, (response) => {
        response.resume();
        resolve(String(response.statusCode));
      });
      call.on('error', (error: NodeJS.ErrnoException) => resolve(error.message));
      call.end();
    });
  } finally {
    listening.closeAllConnections();
    listening.close();
  }
}
