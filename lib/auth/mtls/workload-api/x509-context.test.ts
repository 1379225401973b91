import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { spiffeId, TestTrust } from '@/e2e/mtls/support/test-trust';
import { splitPem } from '../certificate/split-pem';
import { readX509Context } from './x509-context';

let trust: TestTrust;
let partner: TestTrust;
let svid: { spiffeId: string; x509Svid: Buffer; x509SvidKey: Buffer; bundle: Buffer; hint: string };

const der = (pem: string) => Buffer.concat(splitPem(pem).map((block) => block.der));

beforeAll(async () => {
  trust = await TestTrust.create();
  partner = await TestTrust.create('CN=Partner');
  const { cert, key } = await trust.credential('web');
  svid = {
    spiffeId: spiffeId('web'),
    x509Svid: der(cert),
    x509SvidKey: der(key),
    bundle: der(trust.root.certPem),
    hint: '',
  };
});

describe('readX509Context', () => {
  it('takes the chain apart and keeps federated bundles by trust domain', () => {
    const bundle = der(partner.root.certPem + partner.intermediate.certPem);
    const context = readX509Context({
      svids: [svid, { ...svid, hint: 'internal' }],
      crl: [Buffer.from([1])],
      federatedBundles: { 'spiffe://partner.example': bundle },
    });
    expect(context.svids[0].chain).toHaveLength(2);
    expect(context.svids[0].bundle[0]?.raw).toEqual(new X509Certificate(trust.root.certPem).raw);
    expect(context.svids[1]?.hint).toBe('internal');
    expect([...context.federatedBundles.keys()]).toEqual(['partner.example']);
    expect(context.federatedBundles.get('partner.example')).toHaveLength(2);
    expect(context.crls).toHaveLength(1);
  });

  it.each([
    ['no SVID', () => ({ svids: [] }), 'no X.509-SVID'],
    ['half a certificate', () => ({ x509Svid: svid.x509Svid.subarray(0, -9) }), 'X.509-SVID'],
    ['no bundle', () => ({ bundle: Buffer.alloc(0) }), 'trust bundle is empty'],
    [
      'bytes after the bundle',
      () => ({ bundle: Buffer.concat([svid.bundle, svid.x509SvidKey]) }),
      'trust bundle',
    ],
    ['PEM for DER', () => ({ bundle: Buffer.from(trust.root.certPem) }), 'not DER'],
    ['no key', () => ({ x509SvidKey: Buffer.from('key') }), 'not unencrypted PKCS #8'],
    ["another workload's certificate", () => ({ spiffeId: spiffeId('billing') }), "another's"],
  ])('refuses %s', (_name, change, reason) => {
    const changed = change();
    const message = 'svids' in changed ? changed : { svids: [{ ...svid, ...changed }] };
    expect(() => readX509Context(message)).toThrow(reason);
  });
});
