import { beforeAll, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Scope } from '@/lib/auth/scope';
import { apiFetchHandler } from './pipeline';
import {
  webhookDeliveryOutput,
  webhookEndpointOutput,
  webhookEndpointWithSecret,
} from './schemas/webhook-schema';

provideTestDatabase();

const PATH = '/api/v1/webhook-endpoints';
const INPUT = { url: 'https://example.com/hook', events: ['invoice.paid', 'key.revoked'] };
let write: string;
let read: string;

beforeAll(async () => {
  const ada = await createPerson();
  const issue = async (scopes: Scope[]) =>
    (await issueApiKey(ada, { name: 'Webhooks', scopes, mode: 'test' })).key;
  write = await issue(['webhooks:read', 'webhooks:write']);
  read = await issue(['webhooks:read']);
});

async function call(method: string, path: string, body?: unknown, key = write) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    'x-api-key': key,
    ...(text ? { 'content-type': 'application/json', 'content-length': String(text.length) } : {}),
  };
  const url = `http://localhost:3000${path}`;
  const response = await apiFetchHandler(
    new Request(url, { method, headers, ...(text ? { body: text } : {}) }),
    callerFrom(),
  );
  const answer = await response.text();
  return { status: response.status, body: answer ? JSON.parse(answer) : undefined };
}

const problemOf = ({ status, body }: Awaited<ReturnType<typeof call>>) => [
  status,
  body.type.split('/').at(-1),
];

describe('webhook endpoints in the API', () => {
  test('live from creation to deletion', async () => {
    const created = await call('POST', PATH, INPUT);
    expect(created.status).toBe(201);
    const { id } = webhookEndpointWithSecret.parse(created.body);
    const path = `${PATH}/${id}`;

    const list = await call('GET', PATH);
    expect(
      list.body.data.map((row: unknown) => webhookEndpointOutput.strict().parse(row).id),
    ).toEqual([id]);
    const changed = await call('PATCH', path, { description: 'Books', events: ['invoice.paid'] });
    expect(changed.body).toMatchObject({ description: 'Books', events: ['invoice.paid'] });

    const rolled = await call('POST', `${path}/roll-secret`, { overlap_seconds: 60 });
    expect(rolled.body.secret).not.toBe(created.body.secret);
    expect((await call('POST', `${path}/roll-secret`)).status).toBe(200);

    const test = await call('POST', `${path}/test`);
    expect(test.status).toBe(202);
    const delivery = webhookDeliveryOutput.parse(test.body);
    expect((await call('GET', `${path}/deliveries`)).body.data).toEqual([test.body]);
    const again = await call('POST', `${path}/deliveries/${delivery.id}/resend`);
    expect([again.status, again.body.message_id]).toEqual([202, delivery.message_id]);

    expect((await call('DELETE', path)).status).toBe(204);
    expect(problemOf(await call('GET', path))).toEqual([404, 'not-found']);
  });

  test('A53: a URL inside is 422 url-not-allowed and points at /url', async () => {
    const url = 'https://169.254.169.254/latest/meta-data/';
    const refused = await call('POST', PATH, { ...INPUT, url });
    expect(problemOf(refused)).toEqual([422, 'url-not-allowed']);
    expect(refused.body.errors).toMatchObject([{ pointer: '/url' }]);
  });

  test.each([
    ['unknown event', { ...INPUT, events: ['nothing'] }],
    ['unknown field', { ...INPUT, secret: 'tg_live_mine' }],
    ['no URL', { events: INPUT.events }],
  ])('%s is 422', async (_name, body) => {
    expect(problemOf(await call('POST', PATH, body))).toEqual([422, 'validation-failed']);
  });

  test('a key that may only read is told which scope it lacks', async () => {
    const refused = await call('POST', PATH, INPUT, read);
    expect(problemOf(refused)).toEqual([403, 'insufficient-scope']);
    expect(refused.body.detail).toContain('webhooks:write');
    expect((await call('GET', PATH, undefined, read)).status).toBe(200);
  });

  test.each(['whe_x', 'whd_0000000000000000000000', 'inv_1'])('%s is 404', async (id) => {
    for (const [method, path] of [
      ['GET', `${PATH}/${id}`],
      ['DELETE', `${PATH}/${id}`],
      ['GET', `${PATH}/${id}/deliveries`],
      ['POST', `${PATH}/${id}/test`],
      ['POST', `${PATH}/${id}/deliveries/${id}/resend`],
    ] as const) {
      expect(problemOf(await call(method, path))).toEqual([404, 'not-found']);
    }
  });
});
