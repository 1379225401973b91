import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MeshHeader, readMeshPeer } from './mesh';

const readHeader = (name: MeshHeader, value: string) =>
  readMeshPeer({ [name]: value }, name, 'cluster.local').id;
const read = (value: string) => readHeader('x-forwarded-client-cert', value);
const WEB = 'spiffe://cluster.local/ns/tollgate/sa/web';
const EVIL = 'spiffe://cluster.local/ns/evil/sa/evil';
const element = (uri: string) =>
  `By=spiffe://cluster.local/ns/tollgate/sa/billing;Hash=${'ab'.repeat(32)};Subject="";URI=${uri}`;

describe('readMeshPeer', () => {
  it("reads what Istio's sidecar writes", () => {
    expect(read(element(WEB))).toBe(WEB);
    expect(read(`By=x;Hash=1;Subject="CN=a,O=b;c";URI="${WEB}"`)).toBe(WEB);
  });

  it('takes the last element: the ones before are what the caller sent', () => {
    expect(read(`${element(WEB)},${element(EVIL)}`)).toBe(EVIL);
  });

  it('is not led astray by separators inside quotes', () => {
    expect(read(`By=x;Subject="a,URI=${WEB};URI=${WEB}";URI=${EVIL}`)).toBe(EVIL);
    expect(read(`By=x;Subject="a\\",URI=${WEB}";URI=${EVIL}`)).toBe(EVIL);
  });

  it.each([
    ['nothing', ''],
    ['no URI', 'By=x;Hash=1;Subject="";DNS=web'],
    ['two URIs', `By=x;URI=${WEB};URI=${EVIL}`],
    ['an empty last element', `${element(WEB)},`],
    ['an open quote', `By=x;Subject="a;URI=${WEB}`],
    ['another trust domain', element('spiffe://other/ns/tollgate/sa/web')],
    ['no SPIFFE ID', element('https://cluster.local/web')],
    ['a whole trust domain', element('spiffe://cluster.local')],
  ])('refuses %s', (_what, header) => {
    expect(() => read(header)).toThrow();
  });

  it('refuses a missing header', () => {
    expect(() => readMeshPeer({}, 'x-forwarded-client-cert', 'cluster.local')).toThrow();
    expect(() => readMeshPeer({}, 'l5d-client-id', 'cluster.local')).toThrow();
  });

  it('whatever the caller puts before it, the sidecar has the last word', () => {
    const piece = fc.constantFrom('"', '\\', ',', ';', '=', ' ', `URI=${WEB}`, 'Subject=', 'x');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          return read(`${pieces.join('')},${element(EVIL)}`) === EVIL;
        } catch {
          return true;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not read the header of another mesh', () => {
    const headers = { 'x-forwarded-client-cert': element(WEB) };
    expect(() => readMeshPeer(headers, 'l5d-client-id', 'cluster.local')).toThrow();
  });
});

describe("Linkerd's header", () => {
  const readLinkerd = (value: string) => readHeader('l5d-client-id', value);

  it('names a service account', () => {
    const name = 'web.tollgate.serviceaccount.identity.linkerd.cluster.local';
    expect(readLinkerd(name)).toBe(WEB);
  });

  it.each([
    'web.tollgate.serviceaccount.identity.linkerd.other.local',
    'web.tollgate.identity.linkerd.cluster.local',
    'a/../web.tollgate.serviceaccount.identity.linkerd.cluster.local',
    WEB,
    '',
  ])('refuses %j', (name) => {
    expect(() => readLinkerd(name)).toThrow();
  });
});
