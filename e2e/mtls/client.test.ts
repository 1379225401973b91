import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMtlsClient, type PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { CapturedLog } from './support/captured-log';
import { MemoryIdentitySource } from './support/memory-identity-source';
import { spiffeId, TestTrust } from './support/test-trust';

/** What the client does when the server is in trouble. */

let server: Server;
let client: PeerClient;
let source: MemoryIdentitySource;
let answers: number;
let behave: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  const trust = await TestTrust.create();
  answers = 0;
  server = createServer(serverTlsOptions(await trust.identity('billing')), (request, response) => {
    answers += 1;
    behave(request, response);
  });
  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  source = new MemoryIdentitySource(await trust.identity('web'));
  client = createMtlsClient({
    source,
    log: new CapturedLog().log,
    origin: `https://localhost:${address && typeof address === 'object' ? address.port : 0}`,
    expectedId: spiffeId('billing'),
    callTimeoutMs: 300,
  });
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await client.close();
});

const get = () => client.call({ method: 'GET', path: '/' });
const post = (idempotent?: boolean) =>
  client.call({ method: 'POST', path: '/', body: { a: 1 }, idempotent });
const drop = (request: IncomingMessage) => request.socket.destroy();
const unavailable = { slug: 'dependency-unavailable', status: 503 };

describe('a connection that breaks', () => {
  beforeEach(() => {
    behave = (request, response) => (answers === 1 ? drop(request) : response.end('second'));
  });

  it('is tried again for a safe call', async () => {
    expect(await get()).toMatchObject({ status: 200, body: 'second' });
  });

  it('is not tried again for a call that may have happened', async () => {
    await expect(post()).rejects.toMatchObject(unavailable);
    expect(answers).toBe(1);
  });

  it('is tried again where the server takes a repetition for one', async () => {
    expect(await post(true)).toMatchObject({ body: 'second' });
  });
});

describe('a server in trouble', () => {
  it('is asked three times at most', async () => {
    behave = drop;
    await expect(get()).rejects.toMatchObject(unavailable);
    expect(answers).toBe(3);
  });

  it('that does not answer costs the time limit, not more', async () => {
    behave = () => {};
    await expect(post()).rejects.toMatchObject(unavailable);
    expect(answers).toBe(1);
  });

  it('is left alone after eight failures in a row, and asked again after a pause', async () => {
    behave = drop;
    for (let call = 0; call < 8; call += 1) await expect(post()).rejects.toMatchObject(unavailable);
    expect(answers).toBe(8);
    await expect(post()).rejects.toMatchObject(unavailable);
    expect(answers).toBe(8);
    behave = (_request, response) => response.end('well again');
    // Its clock is monotonic, which no test sets.
    await pause(2_100);
    expect(await get()).toMatchObject({ body: 'well again' });
  });

  it('that refuses is answered as it is: a refusal is no failure', async () => {
    behave = (_request, response) => response.writeHead(404).end('no');
    expect(await get()).toMatchObject({ status: 404, body: 'no' });
    expect(answers).toBe(1);
  });
});

describe('a call under way', () => {
  it('finishes on its connection while the identity changes', async () => {
    const reached = new Promise<ServerResponse>((resolve) => {
      behave = (_request, response) => resolve(response);
    });
    const call = get();
    const response = await reached;
    source.set({ ...source.current() });
    response.end('finished');
    expect(await call).toMatchObject({ body: 'finished' });
    expect(answers).toBe(1);
  });
});
