import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CertifiedKey } from '@/services/workload-ca/make-certificate';

const SERIAL_BYTES = 16;
const LINES_AT_ONCE = 10_000;

function* lines(entries: number): Generator<string> {
  for (let made = 0; made < entries; made += LINES_AT_ONCE) {
    let text = '';
    for (let line = made; line < Math.min(entries, made + LINES_AT_ONCE); line += 1) {
      const serial = `5A${randomBytes(SERIAL_BYTES - 1)
        .toString('hex')
        .toUpperCase()}`;
      text += `R\t491231235959Z\t250101000000Z\t${serial}\tunknown\t/CN=x\n`;
    }
    yield text;
  }
}

/**
 * A CRL of a CA with many revoked certificates, made by `openssl ca`.
 * @returns PEM.
 * @throws {Error} where there is no openssl.
 */
export async function makeLargeCrl(authority: CertifiedKey, entries: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-crl-'));
  const file = (name: string) => path.join(folder, name);
  try {
    await mkdir(file('new'));
    await pipeline(lines(entries), createWriteStream(file('index.txt')));
    await writeFile(file('index.txt.attr'), 'unique_subject = no\n');
    await writeFile(file('crlnumber'), '01\n');
    await writeFile(file('ca.pem'), authority.certPem);
    await writeFile(file('ca.key'), authority.keyPem, { mode: 0o600 });
    await writeFile(
      file('ca.conf'),
      `[ca]\ndefault_ca = own\n[own]\ndatabase = ${file('index.txt')}\ncrlnumber = ${file('crlnumber')}
default_md = sha256\ndefault_crl_days = 1\ncrl_extensions = crl\n[crl]\nauthorityKeyIdentifier = keyid\n`,
    );
    const keys = ['-cert', file('ca.pem'), '-keyfile', file('ca.key'), '-out', file('crl.pem')];
    execFileSync('openssl', ['ca', '-gencrl', '-config', file('ca.conf'), ...keys], {
      stdio: 'ignore',
    });
    return await readFile(file('crl.pem'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
