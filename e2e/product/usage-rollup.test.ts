import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { getEnv } from '@/lib/env';

const HOUR_MS = 3_600_000;
const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const run = randomUUID().slice(0, 8);
/** A meter of this run, so that nobody else's events are in it. */
const METERS = [
  { key: `sum_${run}`, name: 'Sum', aggregation: 'sum' },
  { key: `unique_${run}`, name: 'Unique', aggregation: 'unique', property: 'user' },
];
let key: string;

async function api(method: string, path: string, body?: unknown) {
  const response = await fetch(`${getEnv().APP_URL}/api/v1${path}`, {
    method,
    headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: await response.json() };
}

async function usage(meter: string, from: number, to: number) {
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const { body } = await api('GET', `/usage?meter=${meter}&${range}&granularity=hour`);
  return [body.data.map(({ quantity }: { quantity: number }) => quantity), body.total];
}

const event = (id: string, kind: string, quantity: number, time: number, user: string) => ({
  id: `${run}-${id}`,
  meter: `${kind}_${run}`,
  quantity,
  time: new Date(time).toISOString(),
  properties: { user },
});

beforeAll(async () => {
  const scopes = 'events:write,usage:read,meters:write';
  const options = ['--user', 'ada', '--mode', 'test', '--scopes', scopes, '--json'];
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'key', 'create', ...options];
  key = JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })).key;
  for (const meter of METERS) expect((await api('POST', '/meters', meter)).status).toBe(201);
});

describe('usage of the running system', () => {
  const [early, late] = [hour - 5 * HOUR_MS, hour - 2 * HOUR_MS];

  it('is there as soon as events are acknowledged, each in its hour, each once', async () => {
    const events = [
      event('1', 'sum', 1.25, late, 'ada'),
      event('2', 'sum', 2, early + 1, 'ada'),
      event('3', 'unique', 1, early, 'ada'),
      event('4', 'unique', 1, early + 5, 'ada'),
      event('5', 'unique', 1, late, 'grace'),
    ];
    const first = await api('POST', '/events', { events });
    expect(first).toEqual({ status: 201, body: { accepted: 5, duplicates: 0 } });
    const again = await api('POST', '/events', { events: events.toReversed() });
    expect(again.body).toEqual({ accepted: 0, duplicates: 5 });
    expect(await usage(`sum_${run}`, early, hour)).toEqual([[2, 0, 0, 1.25, 0], 3.25]);
    expect(await usage(`unique_${run}`, early, hour)).toEqual([[1, 0, 0, 1, 0], 2]);
  });

  it('takes events that come late into the hour in which they happened', async () => {
    await api('POST', '/events', { events: [event('6', 'sum', 10, early + 10, 'ada')] });
    expect(await usage(`sum_${run}`, early, hour)).toEqual([[12, 0, 0, 1.25, 0], 13.25]);
  });

  it('stores nothing of a call with one wrong event, and names it', async () => {
    const wrong = [
      event('7', 'sum', 1, late, 'ada'),
      { ...event('8', 'sum', 1, late, 'ada'), meter: 'no' },
    ];
    const refused = await api('POST', '/events', { events: wrong });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/events/1/meter' }]);
    expect((await usage(`sum_${run}`, early, hour))[1]).toBe(13.25);
  });
});
