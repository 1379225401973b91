import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FileIdentityOptions,
  openFileIdentitySource,
} from '@/lib/auth/mtls/identity/file-identity-source';
import type { Identity, IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { publishFiles } from '@/services/workload-ca/publish-files';
import { CapturedLog } from './support/captured-log';
import { TestTrust } from './support/test-trust';

/** The identity on disk, as each writer writes it, whole and torn. */

let trust: TestTrust;
let directory: string;
let captured: CapturedLog;
const open: IdentitySource[] = [];

beforeEach(async () => {
  trust = await TestTrust.create();
  directory = await mkdtemp(path.join(tmpdir(), 'tollgate-identity-'));
  captured = new CapturedLog();
});

afterEach(async () => {
  for (const source of open.splice(0)) source.close();
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<FileIdentityOptions> = {}): Promise<IdentitySource> {
  const source = await openFileIdentitySource({
    directory,
    log: captured.log,
    debounceMs: 10,
    startTimeoutMs: 500,
    ...options,
  });
  open.push(source);
  return source;
}

const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
const nextOf = (source: IdentitySource) =>
  new Promise<Identity>((resolve) => {
    const stop = source.onChange((identity) => {
      stop();
      resolve(identity);
    });
  });

describe('layouts', () => {
  it.each([
    ["the development CA's", ['svid.pem', 'svid_key.pem', 'bundle.pem']],
    ["SPIRE's helper's", ['svid.pem', 'svid_key.pem', 'svid_bundle.pem']],
    ["cert-manager's", ['tls.crt', 'tls.key', 'ca.crt']],
  ])('reads %s', async (_who, [certName = '', keyName = '', bundleName = '']) => {
    const { cert, key, serial } = await trust.credential('web');
    await write(certName, cert);
    await write(keyName, key);
    await write(bundleName, trust.root.certPem);
    const source = await start();
    expect(source.current().chain[0].serial).toBe(serial);
    expect(source.current().crls).toEqual([]);
  });

  it('reads the single file with key and chain, and its trust bundle', async () => {
    const { cert, key, serial } = await trust.credential('web');
    await write('credential-bundle.private-key.pem', key + cert);
    await write('test.example.x509.spiffe-trust-bundle.pem', trust.root.certPem);
    expect((await start()).current().chain[0].serial).toBe(serial);
  });

  it('never starts without a trust bundle', async () => {
    const { cert, key } = await trust.credential('web');
    await write('tls.crt', cert);
    await write('tls.key', key);
    await expect(start()).rejects.toMatchObject({ code: 'files-missing' });
  });

  it('waits at the start for files that come late', async () => {
    const starting = start({ startTimeoutMs: 10_000 });
    const { cert, key } = await trust.credential('web');
    await write('svid.pem', cert);
    await write('svid_key.pem', key);
    await write('bundle.pem', trust.root.certPem);
    expect((await starting).current().id.path).toBe('/web');
  });
});

async function helperWrites(name = 'web'): Promise<{ serial: string }> {
  const { cert, key, serial } = await trust.credential(name);
  await write('svid.pem', cert);
  await write('svid_key.pem', key);
  await write('svid_bundle.pem', trust.root.certPem);
  return { serial };
}

describe('renewal', () => {
  it('follows a writer that writes three files one after another', async () => {
    await helperWrites();
    const source = await start();
    for (let round = 0; round < 5; round += 1) {
      const changed = nextOf(source);
      const { serial } = await helperWrites();
      let identity = await changed;
      while (identity.chain[0].serial !== serial) identity = await nextOf(source);
      expect(source.problem()).toBeNull();
    }
  });

  it('follows the swap of a symbolic link, again and again', async () => {
    const publish = async () => {
      const { cert, key, serial } = await trust.credential('web');
      await publishFiles(directory, {
        'tls.crt': cert,
        'tls.key': key,
        'ca.crt': trust.root.certPem,
      });
      return serial;
    };
    await publish();
    const source = await start();
    for (let round = 0; round < 5; round += 1) {
      const changed = nextOf(source);
      const serial = await publish();
      expect((await changed).chain[0].serial).toBe(serial);
    }
  });

  it('follows a folder that is replaced as a whole, by the poll', async () => {
    await helperWrites();
    const source = await start({ pollMs: 50 });
    const changed = nextOf(source);
    await rm(directory, { recursive: true });
    await mkdir(directory);
    const { serial } = await helperWrites();
    expect((await changed).chain[0].serial).toBe(serial);
  });
});

describe('what is refused while the old identity stays in use', () => {
  const refused = 'new identity refused, the old one stays in use';

  async function expectRefused(code: string, change: () => Promise<void>) {
    const { serial } = await helperWrites();
    await write('crl.pem', await trust.crls());
    const source = await start();
    await change();
    expect(await captured.line(refused)).toMatchObject({ err: { code } });
    expect(source.current().chain[0].serial).toBe(serial);
    expect(source.problem()).toMatchObject({ code });
  }

  it('a certificate without its key', () =>
    expectRefused('key-mismatch', async () =>
      write('svid.pem', (await trust.credential('web')).cert),
    ));

  it('half a certificate', () =>
    expectRefused('files-torn', async () => {
      const text = await readFile(path.join(directory, 'svid.pem'), 'utf8');
      await write('svid.pem', text.slice(0, 300));
    }));

  it('an emptied trust bundle', () =>
    expectRefused('bundle-empty', () => write('svid_bundle.pem', '')));

  it('a trust bundle whose second CA is cut', () =>
    expectRefused('files-torn', async () => {
      const second = (await TestTrust.create('CN=Second')).root.certPem;
      await write('svid_bundle.pem', trust.root.certPem + second.slice(0, 200));
    }));

  it('a trust bundle that does not hold our own CA', () =>
    expectRefused('untrusted-issuer', async () =>
      write('svid_bundle.pem', (await TestTrust.create('CN=Second')).root.certPem),
    ));

  it('an emptied CRL file', () => expectRefused('files-torn', () => write('crl.pem', '')));

  it('a CRL file that vanishes', () =>
    expectRefused('crl-missing', () => rm(path.join(directory, 'crl.pem'))));

  it('a CRL file of before', () =>
    expectRefused('crl-expired', async () => write('crl.pem', await trust.crls(600_000))));

  it("one CA's list of before, beside a new one of the other", () =>
    expectRefused('crl-expired', async () => {
      const [rootNow = ''] = (await trust.crls()).split(/(?<=END X509 CRL-----\n)/);
      const [, intermediateBefore = ''] = (await trust.crls(600_000)).split(
        /(?<=END X509 CRL-----\n)/,
      );
      await write('crl.pem', rootNow + intermediateBefore);
    }));

  it('a CRL that lacks one of our CAs', () =>
    expectRefused('crl-missing', async () => {
      const all = await trust.crls();
      await write('crl.pem', all.slice(0, all.indexOf('-----END') + 30));
    }));

  it('an expired certificate', () =>
    expectRefused('expired', async () => {
      const { cert, key } = await trust.credential('web', { notAfter: -1_000 });
      await write('svid_key.pem', key);
      await write('svid.pem', cert);
    }));

  it("another workload's identity", () =>
    expectRefused('wrong-peer', async () => {
      const { cert, key } = await trust.credential('billing');
      await write('svid_key.pem', key);
      await write('svid.pem', cert);
    }));

  it('and takes the next good one', async () => {
    await helperWrites();
    const source = await start();
    await write('svid.pem', 'torn');
    await captured.line(refused);
    const changed = nextOf(source);
    const { serial } = await helperWrites();
    expect((await changed).chain[0].serial).toBe(serial);
    expect(source.problem()).toBeNull();
  });
});
