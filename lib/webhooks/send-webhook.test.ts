import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AddressPolicy, PUBLIC_ONLY } from '@/lib/http/address-policy';
import { sendWebhook } from './send-webhook';

type Canary = { port: number; connections: number; requests: number; close: () => void };

const opened: Canary[] = [];

async function listen(
  handle: http.RequestListener = (_request, response) => response.end('ok'),
  address = '127.0.0.1',
  port = 0,
  tls?: https.ServerOptions,
): Promise<Canary> {
  const listener: http.RequestListener = (request, response) => {
    canary.requests += 1;
    handle(request, response);
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on('connection', () => {
    canary.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const canary = {
    port: (server.address() as AddressInfo).port,
    connections: 0,
    requests: 0,
    close,
  };
  opened.push(canary);
  return canary;
}

const ANYWHERE: AddressPolicy = { allowsAddress: () => true, allowsPlainHttp: () => true };
const never = new AbortController().signal;
const to = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: '{}' });

afterEach(() => {
  vi.restoreAllMocks();
  for (const server of opened.splice(0)) server.close();
});

describe('A53: where an attempt connects to', () => {
  const policy = { ...PUBLIC_ONLY, allowsPlainHttp: () => true };

  it('blocks a name that stands for a private address, without connecting', async () => {
    const canary = await listen();
    const url = `http://internal.example:${canary.port}/`;
    const resolve = async () => ['127.0.0.1'];
    const result = await sendWebhook(to(url), never, { policy, resolve });
    expect(result).toMatchObject({ outcome: 'blocked', status: null, response: null });
    expect(canary.connections).toBe(0);

    const unguarded = await sendWebhook(to(url), never, { policy: ANYWHERE, resolve });
    expect(unguarded.outcome).toBe('delivered');
    expect(canary.requests).toBe(1);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0x7f.0.0.01',
    '127.1',
    '１２７.0.0.1',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    'localhost',
    'LOCALHOST.',
  ])('blocks %s without connecting; without the guard it is reached', async (host) => {
    const canary = await listen();
    const url = `http://${host}:${canary.port}/`;
    const guarded = await sendWebhook(to(url), never, { policy });
    expect([guarded.outcome, canary.connections]).toEqual(['blocked', 0]);
    const unguarded = await sendWebhook(to(url), never, { policy: ANYWHERE });
    expect([unguarded.outcome, canary.requests]).toEqual(['delivered', 1]);
  });

  it('blocks an address that was saved before the guard knew it', async () => {
    const canary = await listen();
    const result = await sendWebhook(to(`http://127.0.0.1:${canary.port}/`), never, { policy });
    expect(result.outcome).toBe('blocked');
    expect(canary.connections).toBe(0);
  });

  it('connects to the address it checked when the name is rebound in between', async () => {
    const inside = await listen();
    const outside = await listen(undefined, '127.0.0.2', inside.port);
    const answers = ['127.0.0.2', '127.0.0.1', '127.0.0.1'];
    const resolve = vi.fn(async () => [answers.shift() ?? '']);
    const only = { ...ANYWHERE, allowsAddress: (address: string) => address === '127.0.0.2' };
    const url = `http://rebind.example:${inside.port}/`;
    const result = await sendWebhook(to(url), never, { policy: only, resolve });
    expect(result).toMatchObject({ outcome: 'delivered', address: '127.0.0.2' });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect([outside.requests, inside.connections]).toEqual([1, 0]);

    // A client that checks the name and lets the connection ask again is led inside.
    const asksAgain = new Agent({
      connect: {
        lookup: (_name, _options, callback) => {
          void resolve().then(([address = '']) => callback(null, [{ address, family: 4 }]));
        },
      },
    });
    await undiciFetch(url, { dispatcher: asksAgain });
    await asksAgain.close();
    expect(inside.requests).toBe(1);
  });

  it('follows no redirect', async () => {
    const inside = await listen();
    const outside = await listen((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/?secret` }).end();
    });
    const url = `http://127.0.0.1:${outside.port}/`;
    const result = await sendWebhook(to(url), never, { policy: ANYWHERE });
    expect(result).toMatchObject({ outcome: 'refused', status: 307 });
    expect(result.detail).toContain(`Redirected to http://127.0.0.1:${inside.port}/.`);
    expect(result.detail).not.toContain('secret');
    expect(inside.connections).toBe(0);

    await fetch(url);
    expect(inside.requests).toBe(1);
  });

  it('does not deliver to a certificate that nobody vouches for', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=hook.example',
      keys,
      signingAlgorithm: { ...algorithm, hash: 'SHA-256' },
      extensions: [],
    });
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----`;
    const tls = { cert: certificate.toString('pem'), key };
    const server = await listen(undefined, '127.0.0.1', 0, tls);
    const resolve = async () => ['127.0.0.1'];
    const url = `https://hook.example:${server.port}/`;
    const result = await sendWebhook(to(url), never, { policy: ANYWHERE, resolve });
    expect(result).toMatchObject({ outcome: 'unreachable', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.requests).toBe(0);
  });
});

describe('what an attempt tells', () => {
  it('keeps the beginning of the answer, without secrets and without NUL', async () => {
    const key = `tg_live_abcdefgh${'x'.repeat(38)}`;
    const server = await listen((_request, response) => {
      response.writeHead(500).end(`bad key ${key}\0${'y'.repeat(100_000)}`);
    });
    const result = await sendWebhook(to(`http://127.0.0.1:${server.port}/`), never, {
      policy: ANYWHERE,
    });
    expect(result).toMatchObject({ outcome: 'refused', status: 500 });
    expect(result.response).toMatch(/^bad key tg_live_abcdefgh…\uFFFDy+$/u);
    expect(result.response?.length).toBeLessThan(4_200);
  });

  it('says when a name does not resolve or nobody listens', async () => {
    const missing = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    const unknown = await sendWebhook(to('http://gone.example/'), never, {
      policy: ANYWHERE,
      resolve: () => Promise.reject(missing),
    });
    expect(unknown).toMatchObject({ outcome: 'unreachable', detail: 'ENOTFOUND', address: null });
    const server = await listen();
    server.close();
    const closed = await sendWebhook(to(`http://127.0.0.1:${server.port}/`), never, {
      policy: ANYWHERE,
    });
    expect(closed).toMatchObject({ outcome: 'unreachable', detail: 'ECONNREFUSED' });
  });

  it('gives up on a receiver that does not answer', async () => {
    const timeout = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
    const server = await listen(() => timeout.abort(new DOMException('late', 'TimeoutError')));
    const result = await sendWebhook(to(`http://127.0.0.1:${server.port}/`), never, {
      policy: ANYWHERE,
    });
    expect(result).toMatchObject({ outcome: 'timeout', status: null });
  });

  it('reports nothing when the worker stops: nothing is known', async () => {
    const stop = new AbortController();
    const server = await listen(() => stop.abort());
    await expect(
      sendWebhook(to(`http://127.0.0.1:${server.port}/`), stop.signal, { policy: ANYWHERE }),
    ).rejects.toThrow();
  });
});
