import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { decodeHeader } from './decode-header';

const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test.each(['Büro/1.0', '請求書クライアント/2', 'Ключ', 'curl 🚀'])('UTF-8 is read: %s', (text) => {
  expect(decodeHeader(asLatin1(text))).toBe(text);
  expect(decodeHeader(decodeHeader(asLatin1(text)))).toBe(text);
});

test.each(['curl/8.14.1', '', 'B\xfcro in Latin-1', 'cut \xe8\xab', 'decoded 請求書'])(
  'anything else is left as it is: %j',
  (text) => expect(decodeHeader(text)).toBe(text),
);

test.each(['\u202Egnp.exe', 'a\u2028b', '\u0085', '\uFEFFx', '\u200Bx'])(
  'what would be invisible, or turn the line around, is not made: %j',
  (text) => expect(decodeHeader(asLatin1(text))).toBe(asLatin1(text)),
);

test('as it comes over the wire', async () => {
  const server = createServer((incoming, response) => {
    response.end(decodeHeader(incoming.headers['user-agent'] ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { 'user-agent': asLatin1('Büro/1.0') };
  const sent = request({ host: '127.0.0.1', port, headers }).end();
  const [answer] = await once(sent, 'response');
  const chunks = await answer.setEncoding('utf8').toArray();
  expect(chunks.join('')).toBe('Büro/1.0');
  server.close();
});
