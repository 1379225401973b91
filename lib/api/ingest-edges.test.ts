import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { apiFetchHandler } from './pipeline';

/** What a caller may send by mistake or on purpose, and what becomes of it. */

provideTestDatabase();

const DAY_MS = 86_400_000;
let key: string;
let made = 0;
const newEvent = (change: object = {}) => {
  made += 1;
  return { id: `e${made}`, meter: 'sum', quantity: 1, ...change };
};
const send = (...events: object[]) =>
  callApi(key, '/api/v1/events', { method: 'POST', body: { events } });

/** A body as it is, byte for byte. */
const sendRaw = (body: BodyInit, headers: Record<string, string> = {}) =>
  apiFetchHandler(
    new Request('http://localhost:3000/api/v1/events', {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
      body,
    }),
    callerFrom(),
  );

type Refusal = { errors: { pointer: string; detail: string }[]; detail: string };
const refusalOf = async (response: Response) => (await response.json()) as Refusal;
const lastEvent = async () => {
  const response = await callApi(key, '/api/v1/events?limit=1');
  return ((await response.json()) as { data: Record<string, unknown>[] }).data[0];
};
const usage = async (meter: string, query: string) =>
  (await (await callApi(key, `/api/v1/usage?meter=${meter}&${query}`)).json()) as {
    data: { start: string; quantity: number | string }[];
    total: number | string;
  };

beforeAll(async () => {
  const ada = await createPerson();
  const scopes = ['events:write', 'events:read', 'usage:read', 'meters:write'] as const;
  const options = { name: 'k', scopes: [...scopes], mode: 'test' as const, rateLimit: 0 };
  ({ key } = await issueApiKey({ ...ada, credential: 'operator' }, options));
  for (const aggregation of ['sum', 'max', 'count', 'unique']) {
    const property = aggregation === 'unique' ? { property: 'user' } : {};
    const body = { key: aggregation, name: aggregation, aggregation, ...property };
    const response = await callApi(key, '/api/v1/meters', { method: 'POST', body });
    expect(response.status).toBe(201);
  }
});

describe('times', () => {
  test.each([
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2026-11-01T00:00:00+14:00', '2026-10-31T10:00:00.000Z'],
    ['2026-10-31T23:59:59-00:00', '2026-10-31T23:59:59.000Z'],
    ['2026-10-31T23:59:59.9999999Z', '2026-10-31T23:59:59.999Z'],
  ])('%s is kept as %s', async (time, stored) => {
    expect((await send(newEvent({ time }))).status).toBe(201);
    expect(await lastEvent()).toMatchObject({ time: stored });
  });

  test.each([
    '1999-12-31T23:59:59.999Z',
    '2000-01-01T00:30:00+01:00',
    '2100-01-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-02-29T00:00:00Z',
    '2026-11-25T24:00:00Z',
    '2026-11-01T00:00:00',
    '2026-11-01T00:00:00+24:00',
    '2026-11-01T00:00:00+0100',
    '+012026-11-01T00:00:00Z',
    ' 2026-11-01T00:00:00Z',
    '２０２６-11-01T00:00:00Z',
    '',
    1_764_115_200,
    null,
    new Date(Date.now() + DAY_MS + 60_000).toISOString(),
  ])('%s is refused, once, by its pointer', async (time) => {
    const response = await send(newEvent(), newEvent({ time }));
    expect(response.status).toBe(422);
    const { errors } = await refusalOf(response);
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/events/1/time']);
  });

  test.each(['x', '2026-13-01', '2026-02-30', '1999-12-31', '2026-11-01T00:00:00', ''])(
    'usage from "%s" is refused once, and told what is taken',
    async (from) => {
      const path = `/api/v1/usage?meter=sum&from=${encodeURIComponent(from)}`;
      const { errors } = await refusalOf(await callApi(key, path));
      const detail = expect.stringContaining('or a day like 2026-11-01');
      expect(errors).toEqual([{ pointer: '/from', detail }]);
    },
  );

  test('at the end of a month each lands on its own side', async () => {
    const times = ['2026-08-31T23:59:59.999Z', '2026-09-01T01:30:00+02:00', '2026-09-01T00:00:00Z'];
    expect((await send(...times.map((time) => newEvent({ time, meter: 'count' })))).status).toBe(
      201,
    );
    const { data } = await usage('count', 'from=2026-08-31&to=2026-09-02');
    expect(data.map(({ quantity }) => quantity)).toEqual([2, 1]);
  });
});

describe('quantities', () => {
  test.each([
    ['-0', 0],
    ['1e15', 1e15],
    ['1e-9', '0.000000001'],
    // Noise of a sum of floating-point numbers; a text says how many places it means.
    ['0.30000000000000004', 0.3],
    ['5e-324', 0],
    ['"999999999999999.999999999"', '999999999999999.999999999'],
  ])('%s is kept as %s', async (quantity, stored) => {
    const body = JSON.stringify({ events: [newEvent()] });
    expect((await sendRaw(body.replace(':1}', `:${quantity}}`))).status).toBe(201);
    expect(await lastEvent()).toMatchObject({ quantity: stored });
  });

  test.each(
    ['-1', '-1e-9', '1000000000000001', '1e400', 'null', 'true', '[1]', '{}', '""', '"-1"'].concat([
      '"1e3"',
      '"01"',
      '"1."',
      '"NaN"',
      '"0x10"',
      '"0.0000000001"',
      '"1000000000000000"',
      '"١"',
    ]),
  )('%s is refused', async (quantity) => {
    const body = JSON.stringify({ events: [newEvent()] });
    const response = await sendRaw(body.replace(':1}', `:${quantity}}`));
    expect(response.status).toBe(422);
    expect((await refusalOf(response)).errors).toMatchObject([{ pointer: '/events/0/quantity' }]);
  });

  test('sums stay exact beyond what a JSON number holds', async () => {
    const time = '2026-07-01T00:00:00Z';
    const quantity = '999999999999999.999999999';
    await send(...Array.from({ length: 10 }, () => newEvent({ time, quantity })));
    const { data, total } = await usage('sum', 'from=2026-07-01&to=2026-07-02');
    expect(total).toBe('9999999999999999.99999999');
    expect(data).toMatchObject([{ quantity: total }]);
    // Twin: as a number it is another amount.
    expect(Number(total)).toBe(10_000_000_000_000_000);
  });
});

describe('calls', () => {
  test('1,000 events are taken, 1,001 are not, and one wrong one of 1,000 stores none', async () => {
    const events = (count: number) => Array.from({ length: count }, () => newEvent());
    const [whole, many, spoilt] = [events(1_000), events(1_001), events(1_000)];
    spoilt[500] = newEvent({ meter: 'nope' });
    expect(await (await send(...whole)).json()).toEqual({ accepted: 1_000, duplicates: 0 });
    expect((await refusalOf(await send(...many))).errors).toMatchObject([{ pointer: '/events' }]);
    const refusal = await refusalOf(await send(...spoilt));
    expect(refusal.errors).toEqual([{ pointer: '/events/500/meter', detail: 'No meter "nope".' }]);
    const [first, , last] = spoilt.filter(({ meter }) => meter !== 'nope');
    const again = await send(first ?? {}, last ?? {});
    expect(await again.json()).toEqual({ accepted: 2, duplicates: 0 });
  });

  test('of one id twice the first counts, in a call and later, whatever it says', async () => {
    const time = '2026-06-01T00:00:00Z';
    const event = newEvent({ time, quantity: 3 });
    const first = await send(event, { ...event, quantity: 9, meter: 'max' });
    expect(await first.json()).toEqual({ accepted: 1, duplicates: 1 });
    const later = await send({ ...event, quantity: 5, time: '2026-06-02T00:00:00Z' });
    expect(await later.json()).toEqual({ accepted: 0, duplicates: 1 });
    const query = 'from=2026-06-01&to=2026-06-03';
    expect([(await usage('sum', query)).total, (await usage('max', query)).total]).toEqual([3, 0]);
  });

  test('a unique meter counts texts as they are written, and nothing where there is nothing', async () => {
    const users = [1, '1', 1.0, true, 'true', null, '', 'A', 'a', ' a', 1000, -0, 0, 5e-324, 1e308];
    const texts = ['世'.repeat(500), 'e\u0301', 'é', '😀'];
    const time = '2026-05-01T00:00:00Z';
    const events = [...users, ...texts].map((user) =>
      newEvent({ meter: 'unique', time, properties: { user } }),
    );
    expect((await send(...events, newEvent({ meter: 'unique', time }))).status).toBe(201);
    // 1, true, '', A, a, ' a', 1000, 0, the smallest, the largest, and the four texts.
    expect((await usage('unique', 'from=2026-05-01&to=2026-05-02')).total).toBe(14);
  });
});

describe('bodies', () => {
  const body = () => JSON.stringify({ events: [newEvent()] });
  test.each([
    ['compressed', () => sendRaw(gzipSync(body()), { 'content-encoding': 'gzip' }), 415],
    ['compressed without a word', () => sendRaw(gzipSync(body())), 400],
    ['another type', () => sendRaw(body(), { 'content-type': 'text/json' }), 415],
    ['two types', () => sendRaw(body(), { 'content-type': 'application/json, text/plain' }), 415],
    [
      'a charset',
      () => sendRaw(body(), { 'content-type': 'application/json; charset=utf-8' }),
      201,
    ],
    ['a byte order mark', () => sendRaw(`\ufeff${body()}`), 201],
    ['UTF-16', () => sendRaw(Buffer.from(body(), 'utf16le')), 400],
    ['NaN', () => sendRaw(body().replace(':1}', ':NaN}')), 400],
    ['two documents', () => sendRaw(body() + body()), 400],
    ['half a million brackets', () => sendRaw('['.repeat(500_000) + ']'.repeat(500_000)), 422],
    ['a name twice: the last counts', () => sendRaw(`{"events":[],${body().slice(1)}`), 201],
    ['__proto__', () => sendRaw(`{"__proto__":{"a":1},${body().slice(1)}`), 422],
  ])('%s', async (_name, call, status) => {
    expect((await call()).status).toBe(status);
  });

  test('of a field twice in an event the last counts', async () => {
    const twice = JSON.stringify({ events: [newEvent({ quantity: 41 })] });
    const response = await sendRaw(twice.replace('"quantity":41', '"quantity":41,"quantity":42'));
    expect(response.status).toBe(201);
    expect(await lastEvent()).toMatchObject({ quantity: 42 });
  });

  test('a property by the name __proto__ is refused, not dropped', async () => {
    const properties = JSON.parse('{"a":1,"__proto__":"x"}') as object;
    const response = await send(newEvent({ properties }));
    expect((await refusalOf(response)).errors).toMatchObject([
      { pointer: '/events/0/properties/__proto__' },
    ]);
  });
});
