import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { receiveWebhook, type WebhookEvent } from './receive-webhook';
import type { SeenMessages } from './seen-messages';
import { verifyWebhook } from './verify-webhook';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const API_KEY = `tg_live_${'a'.repeat(46)}`;
const BODY = '{"type":"invoice.paid", "mode":"test","data":{"total":1200}}';

let clock: number;
let handled: [string, WebhookEvent][];
let url: string;
let server: http.Server;

async function listen(seen?: SeenMessages) {
  server?.close();
  const handle = (event: WebhookEvent, id: string) => void handled.push([id, event]);
  server = http.createServer(receiveWebhook({ secret: SECRET, handle, seen, now: () => clock }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeEach(async () => {
  clock = 1_790_000_000;
  handled = [];
  await listen();
});
afterEach(() => server.close());

const sign = (id: string, time: number, body: string, secret = SECRET) => ({
  'webhook-id': id,
  'webhook-timestamp': String(time),
  'webhook-signature': new Webhook(secret).sign(id, new Date(time * 1000), body),
});

async function post(headers: Record<string, string>, body: string | Buffer = BODY) {
  const response = await fetch(url, { method: 'POST', headers, body: body as BodyInit });
  const text = await response.text();
  const slug = text ? String(JSON.parse(text).type).split('/').at(-1) : undefined;
  return [response.status, slug];
}

test('handles a genuine message once', async () => {
  expect(await post(sign('msg_1', clock, BODY))).toEqual([204, undefined]);
  expect(handled).toEqual([['msg_1', JSON.parse(BODY)]]);
});

describe('A54: forged signatures', () => {
  const other = `whsec_${randomBytes(32).toString('base64')}`;
  const genuine = () => sign('msg_1', clock, BODY);

  test.each<[string, () => Record<string, string>, string | Buffer]>([
    ['another secret', () => sign('msg_1', clock, BODY, other), BODY],
    ['an altered body', genuine, BODY.replace('1200', '1')],
    ['the JSON written again', genuine, JSON.stringify(JSON.parse(BODY))],
    ['one invalid byte more', genuine, Buffer.concat([Buffer.from(BODY), Buffer.from([0xff])])],
    ['another id', () => ({ ...genuine(), 'webhook-id': 'msg_2' }), BODY],
    ['another time', () => ({ ...genuine(), 'webhook-timestamp': String(clock + 1) }), BODY],
    ['a time with a tail', () => ({ ...genuine(), 'webhook-timestamp': `${clock}.` }), BODY],
    ['no signature', () => ({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(clock) }), BODY],
    ['an empty signature', () => ({ ...genuine(), 'webhook-signature': 'v1,' }), BODY],
    ['another version', () => asVersion(genuine(), 'v0'), BODY],
  ])('%s', async (_name, headers, body) => {
    expect(await post(headers(), body)).toEqual([400, 'webhook-signature']);
    expect(handled).toEqual([]);
  });

  test('twin: a receiver that verifies the JSON it parsed takes bytes that nobody signed', async () => {
    const signed = JSON.stringify(JSON.parse(BODY));
    const headers = sign('msg_1', clock, signed);
    const altered = signed.replace('{', '{ ');
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(altered)));
    expect(verifyWebhook(SECRET, headers, rewritten, clock).id).toBe('msg_1');
    expect(await post(headers, altered)).toEqual([400, 'webhook-signature']);
  });
});

describe('A55: replayed messages', () => {
  test('the same request again', async () => {
    const headers = sign('msg_1', clock, BODY);
    await post(headers);
    expect(await post(headers)).toEqual([400, 'webhook-replayed']);
    expect(handled).toHaveLength(1);
  });

  test('twin: without the store of ids it is handled twice', async () => {
    await listen({ claim: () => true, forget: () => {} });
    const headers = sign('msg_1', clock, BODY);
    await post(headers);
    expect(await post(headers)).toEqual([204, undefined]);
    expect(handled).toHaveLength(2);
  });

  test('six minutes later, also where the id was forgotten', async () => {
    const headers = sign('msg_1', clock, BODY);
    clock += 360;
    expect(await post(headers)).toEqual([400, 'webhook-too-old']);
    expect(await post(sign('msg_2', clock + 360, BODY))).toEqual([400, 'webhook-too-old']);
    expect(handled).toEqual([]);
    // Twin: a clock that stands still is a receiver without tolerance.
    clock -= 360;
    expect(await post(headers)).toEqual([204, undefined]);
  });

  test('the same request many times at once', async () => {
    const headers = sign('msg_1', clock, BODY);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(headers)));
    expect(answers.filter(([status]) => status === 204)).toHaveLength(1);
    expect(handled).toHaveLength(1);
  });

  test("the sender's own retry is answered well and has no second effect", async () => {
    await post(sign('msg_1', clock, BODY));
    clock += 30;
    expect(await post(sign('msg_1', clock, BODY))).toEqual([204, undefined]);
    expect(handled).toHaveLength(1);
  });

  test('a message whose handling failed is handled when it comes again', async () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    let broken = true;
    server.close();
    const handle = (event: WebhookEvent, id: string) => {
      if (broken) throw new Error('database away');
      handled.push([id, event]);
    };
    server = http.createServer(receiveWebhook({ secret: SECRET, handle, now: () => clock }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await post(sign('msg_1', clock, BODY))).toEqual([500, undefined]);
    broken = false;
    clock += 5;
    expect(await post(sign('msg_1', clock, BODY))).toEqual([204, undefined]);
    expect(handled).toHaveLength(1);
    quiet.mockRestore();
  });
});

describe('A56: an API key as signing secret', () => {
  const forge = (key: string | Buffer) => {
    const hmac = createHmac('sha256', key).update(`msg_1.${clock}.${BODY}`);
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(clock),
      'webhook-signature': `v1,${hmac.digest('base64')}`,
    };
  };

  test('is refused, however the key is turned into bytes', async () => {
    for (const key of [API_KEY, Buffer.from(API_KEY.slice(8), 'base64')]) {
      expect(await post(forge(key))).toEqual([400, 'webhook-signature']);
    }
  });

  test('a receiver does not start with one', () => {
    const body = Buffer.from(BODY);
    expect(() => verifyWebhook(API_KEY, forge(API_KEY), body, clock)).toThrow('whsec_');
  });

  test('twin: where the key is the secret, whoever holds the key forges messages', () => {
    const leaked = Buffer.from(API_KEY).toString('base64');
    const accepted = verifyWebhook(
      `whsec_${leaked}`,
      forge(Buffer.from(leaked, 'base64')),
      Buffer.from(BODY),
      clock,
    );
    expect(accepted.id).toBe('msg_1');
  });
});

function asVersion(headers: Record<string, string>, version: string): Record<string, string> {
  const [, signature] = (headers['webhook-signature'] ?? '').split(',');
  return { ...headers, 'webhook-signature': `${version},${signature}` };
}
