import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forge } from '@/e2e/mtls/support/certificate-forge';
import { compileAddressRanges } from '@/lib/http/address-range';
import type { ClientContext } from '@/lib/http/client-context';
import { readClientContext } from './client-headers';

/** @see RFC 9440 */
const HERE = compileAddressRanges(['127.0.0.1']);
const ELSEWHERE = compileAddressRanges(['192.0.2.1']);

let isTrustedProxy = HERE;
const seen: ClientContext[] = [];
let line = '';
let other = '';
const server = createServer((request, response) => {
  seen.push(readClientContext(request, isTrustedProxy));
  response.end();
});

beforeAll(async () => {
  const encode = async (name: string) => {
    const { certPem } = await forge({ subject: `CN=${name}` });
    return `:${certPem.replace(/-----[^-]+-----|\s/g, '')}:`;
  };
  [line, other] = await Promise.all([encode('machine'), encode('stranger')]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

async function commonName(lines: string[], trusted = HERE): Promise<string | undefined> {
  isTrustedProxy = trusted;
  const { port } = server.address() as AddressInfo;
  const headers = { 'client-cert': lines };
  const call = httpRequest({ host: '127.0.0.1', port, headers, agent: false }).end();
  const [response] = await once(call, 'response');
  response.resume();
  return seen.at(-1)?.certificate?.subject;
}

test('a trusted proxy says which certificate its client holds', async () => {
  expect(await commonName([line])).toContain('machine');
});

test('Attack: anybody else who says so holds none', async () => {
  expect(await commonName([line], ELSEWHERE)).toBeUndefined();
});

test('Attack: of two lines, one of which the client wrote, none counts', async () => {
  expect(await commonName([line, other])).toBeUndefined();
  expect(await commonName([other, line])).toBeUndefined();
});

test.each(['', '::', ':AAAA:', 'AAAA', ':{http.request.tls.client.certificate_der_base64}:'])(
  'what is no certificate counts as none: %j',
  async (text) => {
    expect(await commonName([text])).toBeUndefined();
  },
);
