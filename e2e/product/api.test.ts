import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerOf, callSystem, createKey, systemUrl } from '../support/api-client';

type Invoice = { id: string; status: string; total: number; lines: { amount: number }[] };

let ada: string;
let mallory: string;

beforeAll(async () => {
  [{ key: ada }, { key: mallory }] = await Promise.all([
    createKey('ada', 'all'),
    createKey('mallory', 'all'),
  ]);
});

const post = (key: string, path: string, body: unknown, headers = {}) =>
  callSystem(key, path, { method: 'POST', body, headers });

describe('metering', () => {
  test('events are stored once and counted in their hour', async () => {
    const name = `meter_${randomUUID().replaceAll('-', '_')}`;
    const meter = { key: name, name: 'A meter', aggregation: 'sum' };
    expect(await answerOf(await post(ada, '/meters', meter))).toBe('201');
    expect(await answerOf(await post(ada, '/meters', meter))).toBe('409 conflict');
    const event = { id: randomUUID(), meter: name, quantity: 2.5, time: '2026-11-01T10:59:59Z' };
    const events = [event, { ...event, id: randomUUID(), quantity: 1 }];
    const first = await post(ada, '/events', { events });
    expect([first.status, await first.json()]).toEqual([201, { accepted: 2, duplicates: 0 }]);
    const again = await post(ada, '/events', { events });
    expect(await again.json()).toEqual({ accepted: 0, duplicates: 2 });
    const range = 'from=2026-11-01T10:00:00Z&to=2026-11-01T12:00:00Z&granularity=hour';
    const usage = await callSystem(ada, `/usage?meter=${name}&${range}`);
    expect(await usage.json()).toEqual({
      data: [
        { start: '2026-11-01T10:00:00.000Z', end: '2026-11-01T11:00:00.000Z', quantity: 3.5 },
        { start: '2026-11-01T11:00:00.000Z', end: '2026-11-01T12:00:00.000Z', quantity: 0 },
      ],
      total: 3.5,
    });
    expect(await answerOf(await callSystem(mallory, `/usage?meter=${name}`))).toBe('404 not-found');
  });

  test('a page follows the page before', async () => {
    const first = (await (await callSystem(ada, '/events?limit=3')).json()) as {
      data: { id: string }[];
      next_cursor: string;
    };
    const next = (await (
      await callSystem(ada, `/events?limit=3&cursor=${first.next_cursor}`)
    ).json()) as {
      data: { id: string }[];
    };
    expect(first.data).toHaveLength(3);
    const ids = new Set([...first.data, ...next.data].map((event) => event.id));
    expect(ids.size).toBe(6);
  });

  test.each([
    [
      'an unknown field',
      { events: [{ id: 'a', meter: 'api_calls', quantity: 1, mode: 'live' }] },
      '/events/0/mode',
    ],
    ['no events', { events: [] }, '/events'],
    [
      'a negative quantity',
      { events: [{ id: 'a', meter: 'api_calls', quantity: -1 }] },
      '/events/0/quantity',
    ],
    ['no such meter', { events: [{ id: 'a', meter: 'nothing', quantity: 1 }] }, '/events/0/meter'],
    [
      'a time that is none',
      { events: [{ id: 'a', meter: 'api_calls', quantity: 1, time: 'x' }] },
      '/events/0/time',
    ],
    ['a NUL', { events: [{ id: 'a\0', meter: 'api_calls', quantity: 1 }] }, '/events/0/id'],
    [
      'half a surrogate pair',
      { events: [{ id: '\ud800', meter: 'api_calls', quantity: 1 }] },
      '/events/0/id',
    ],
  ])('%s is named', async (_name, body, pointer) => {
    const response = await post(ada, '/events', body);
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('invoices, from billing over mutual TLS', () => {
  const invoicesOf = async (key: string) =>
    ((await (await callSystem(key, '/invoices')).json()) as { data: Invoice[] }).data;

  test('add up', async () => {
    const invoices = await invoicesOf(ada);
    expect(invoices.length).toBeGreaterThanOrEqual(2);
    for (const { total, lines } of invoices) {
      expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(total);
    }
  });

  test('A35: of another tenant answer as one that does not exist, byte for byte', async () => {
    const [invoice] = await invoicesOf(ada);
    const bodies = [invoice?.id ?? '', 'inv_0000000000000000000000'].map(async (id) => {
      const response = await callSystem(mallory, `/invoices/${id}`);
      expect(response.status).toBe(404);
      return (await response.text()).replace(/"request_id":"[^"]*"/, '');
    });
    expect(await bodies[0]).toBe(await bodies[1]);
    expect(await answerOf(await callSystem(mallory, '/invoices/nonsense'))).toBe('404 not-found');
  });

  test('A22: a test key sees no live ones', async () => {
    const live = await createKey('ada', 'invoices:read', '--mode', 'live');
    const [invoice] = await invoicesOf(ada);
    expect(await answerOf(await callSystem(live.key, `/invoices/${invoice?.id}`))).toBe(
      '404 not-found',
    );
  });
});

describe('the protocol', () => {
  test.each([
    ['a slash at the end', '/me/', {}, '404 not-found'],
    ['an empty segment', '//me', {}, '404 not-found'],
    ['a wrong method', '/me', { method: 'DELETE' }, '405 method-not-allowed'],
    [
      'no JSON',
      '/events',
      { method: 'POST', headers: { 'content-type': 'text/plain' } },
      '415 unsupported-media-type',
    ],
  ])('%s', async (_name, path, call, expected) => {
    expect(await answerOf(await callSystem(ada, path, call))).toBe(expected);
  });

  test('broken JSON', async () => {
    const response = await fetch(`${systemUrl()}/api/v1/events`, {
      method: 'POST',
      headers: { 'x-api-key': ada, 'content-type': 'application/json' },
      body: '{',
    });
    expect(await answerOf(response)).toBe('400 invalid-json');
  });

  test('HEAD is GET without a body; OPTIONS answers the preflight of any origin', async () => {
    const head = await callSystem(ada, '/me', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await callSystem('', '/events', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
    expect(options.headers.get('access-control-allow-origin')).toBe('*');
    expect(options.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test('the same Idempotency-Key acts once', async () => {
    const name = `once_${randomUUID().replaceAll('-', '_')}`;
    const meter = { key: name, name: 'Once', aggregation: 'count' };
    const headers = { 'idempotency-key': randomUUID() };
    const [first, again] = [
      await post(ada, '/meters', meter, headers),
      await post(ada, '/meters', meter, headers),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await post(ada, '/meters', { ...meter, name: 'Other' }, headers);
    expect(await answerOf(other)).toBe('422 idempotency-key-reused');
  });

  test('the description is open to all', async () => {
    const response = await callSystem('', '/openapi.json');
    expect(await response.json()).toMatchObject({ openapi: '3.1.1' });
  });
});
