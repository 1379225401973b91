import { describe, expect, test } from 'vitest';
import { fromRequest } from './fetch-message';
import { MAX_BODY_BYTES, readJsonBody } from './read-json-body';

const read = (body: BodyInit, headers: Record<string, string> = {}) => {
  const type = { 'content-type': 'application/json' };
  const init = { method: 'POST', body, headers: { ...type, ...headers } };
  return readJsonBody(fromRequest(new Request('http://localhost/', init)));
};

describe('a JSON body', () => {
  test('is read with the bytes as they came', async () => {
    const { bytes, value } = await read('{"name": "Zoë"}', {
      'content-type': 'Application/JSON; charset=utf-8',
    });
    expect(value).toEqual({ name: 'Zoë' });
    expect(Buffer.from(bytes).toString()).toBe('{"name": "Zoë"}');
  });

  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['half of a character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['nothing', ''],
    ['two values', '{} {}'],
  ])('%s is no JSON', async (_what, body) => {
    await expect(read(body)).rejects.toMatchObject({ slug: 'invalid-json', status: 400 });
  });

  test.each<Record<string, string>>([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json-seq' },
    { 'content-encoding': 'gzip' },
  ])('%o is refused', async (headers) => {
    await expect(read('{}', headers)).rejects.toMatchObject({ slug: 'unsupported-media-type' });
  });

  test('is bounded, whether its length is announced or not', async () => {
    const long = JSON.stringify('x'.repeat(MAX_BODY_BYTES));
    const refused = { slug: 'body-too-large', status: 413 };
    await expect(read(long)).rejects.toMatchObject(refused);
    await expect(read(long, { 'content-length': String(long.length) })).rejects.toMatchObject(
      refused,
    );
  });
});
