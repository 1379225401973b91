import 'reflect-metadata';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Extension } from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkSvid } from '@/lib/auth/mtls/certificate/check-svid';
import { readCertificate } from '@/lib/auth/mtls/certificate/read-certificate';
import { readCrl } from '@/lib/auth/mtls/certificate/read-crl';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { TestTrust } from './support/test-trust';

/** What an operator reads about a refusal, and what they can do about it. */

describe('the log of the server', () => {
  let trust: TestTrust;
  let server: TestServer;
  beforeEach(async () => {
    trust = await TestTrust.create();
    server = await TestServer.start(await trust.identity('billing'));
  });
  afterEach(() => server.stop());

  it('has one debug line about a connection that is closed before the handshake', async () => {
    const probe = connect(server.port, 'localhost');
    await once(probe, 'connect');
    probe.destroy();
    await server.captured.line('connection closed before the handshake');
    expect(server.captured.lines.map(({ level }) => level)).toEqual([DEBUG]);
  });

  it('still warns of a handshake that is broken off after its first message', async () => {
    const probe = connect(server.port, 'localhost');
    await once(probe, 'connect');
    probe.end('GET / HTTP/1.1\r\n\r\n');
    const line = await server.captured.line('handshake refused');
    expect(line).toMatchObject({ level: WARN, reason: 'ERR_SSL_HTTP_REQUEST' });
  });

  it('says that a missing certificate can be one of another CA', async () => {
    await rawCall({ port: server.port, ca: trust.root.certPem });
    const line = await server.captured.line('handshake refused');
    expect(line.hint).toMatch(/^The client sent no certificate\. Go and Java also send none/);
  });

  it('names the critical extension that TLS does not know', async () => {
    const extension = new Extension('1.2.3.4', true, Buffer.from([0x05, 0x00]));
    const credential = await trust.credential('web', { extensions: [extension] });
    await rawCall({ port: server.port, ca: trust.root.certPem, credential });
    const line = await server.captured.line('handshake refused');
    expect(line.hint).toBe(
      'A certificate has the critical extension 1.2.3.4, which TLS does not know',
    );
  });
});

const DEBUG = 20;
const WARN = 40;
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('openssl is not installed: its keys and CRLs are skipped');

describe.skipIf(!hasOpenssl)('keys and CRLs that openssl makes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-reasons-'));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  const read = (name: string) => {
    const [block] = splitPem(readFileSync(file(name), 'utf8'));
    if (!block) throw new Error(`${name} is empty`);
    return block.der;
  };
  const selfSign = (name: string, ...key: string[]) => {
    const output = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
    const names = ['-subj', '/O=Test', '-addext', 'subjectAltName=URI:spiffe://test.example/web'];
    const config = ['-config', file('req.conf')];
    openssl('req', '-x509', '-nodes', ...config, '-newkey', ...key, ...names, ...output);
  };
  const makeCrl = (...options: string[]) => {
    openssl('ca', '-gencrl', '-config', file('ca.conf'), ...options, '-out', file('crl.pem'));
    return readCrl(read('crl.pem'));
  };
  beforeAll(() => {
    // Debian's own configuration would make each of them a CA.
    writeFileSync(file('req.conf'), '[req]\ndistinguished_name = dn\n[dn]\n');
    selfSign('ca', 'rsa:2048');
    writeFileSync(file('index.txt'), '');
    const keys = `certificate = ${file('ca.pem')}\nprivate_key = ${file('ca.key')}`;
    const own = `database = ${file('index.txt')}\ndefault_crl_days = 2\ndefault_md = sha256`;
    writeFileSync(file('ca.conf'), `[ca]\ndefault_ca = own\n[own]\n${own}\n${keys}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const keys = [
    { name: 'secp256k1', words: ['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'] },
    { name: 'brainpoolP256r1', words: ['ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'] },
    { name: 'rsa-pss', words: ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'] },
    { name: 'ed448', words: ['ed448'] },
  ];
  it.each(keys)('a key of type $name is not supported, which is not weak', ({ name, words }) => {
    selfSign(name, ...words);
    expect(() => checkSvid(readCertificate(read(`${name}.pem`)), 'client')).toThrow(
      `A key of type ${name} is not supported: use P-256, P-384, P-521, Ed25519 or RSA`,
    );
  });

  it('an RSA key of 1,024 bits is weak', () => {
    selfSign('weak', 'rsa:1024');
    expect(() => checkSvid(readCertificate(read('weak.pem')), 'client')).toThrow(
      'An RSA key of 1024 bits is weak: 2048 are needed',
    );
  });

  it('a CRL signed with RSA-PSS is read and belongs to its CA', async () => {
    const crl = await makeCrl('-sigopt', 'rsa_padding_mode:pss');
    expect(crl.isIssuedBy(readCertificate(read('ca.pem')))).toBe(true);
    selfSign('other', 'rsa:2048');
    expect(crl.isIssuedBy(readCertificate(read('other.pem')))).toBe(false);
  });

  it('a CRL signed with SHA-1 is refused by that name', async () => {
    await expect(makeCrl('-md', 'sha1')).rejects.toThrow(
      'The CRL is signed with SHA-1, which is weak: sign it with SHA-256 or better',
    );
  });
});
