import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CapturedLog } from '@/e2e/mtls/support/captured-log';
import { spiffeId, TestTrust } from '@/e2e/mtls/support/test-trust';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import { createMtlsClient } from '@/lib/auth/mtls/client/create-mtls-client';
import type { IdentityFiles, IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { openWorkloadApiIdentitySource } from '@/lib/auth/mtls/identity/workload-api-identity-source';
import { createMtlsServer } from '@/lib/auth/mtls/server/create-mtls-server';
import { loadWorkloadApi, securityMetadata } from '@/lib/auth/mtls/workload-api/service-definition';
import { CaStore } from './ca-store';
import { issueSvid } from './issue-svid';
import { serveWorkloadApi } from './serve-workload-api';
import { WorkloadApiServer } from './workload-api-server';
import { publishSvid } from './workload-files';

/** A real gRPC server and client over a real Unix socket. */

let folder: string;
let trust: TestTrust;
let captured: CapturedLog;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wl-'));
  trust = await TestTrust.create();
  captured = new CapturedLog();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(folder, { recursive: true, force: true });
});

async function filesOf(name: string): Promise<IdentityFiles> {
  const { cert, key } = await trust.credential(name);
  const crl = await trust.crls();
  return { layout: 'test', chain: cert, key, bundle: trust.root.certPem, crl };
}

/** An agent whose answer a test changes. */
async function startAgent(name = 'web', files: IdentityFiles | undefined = undefined) {
  const state = { files };
  const file = path.join(folder, name, 'api.sock');
  const server = await WorkloadApiServer.start({ file, read: async () => state.files });
  cleanups.push(() => server.stop());
  const set = async (next: IdentityFiles | undefined) => {
    state.files = next;
    await server.refresh();
  };
  return { server, socket: `unix://${file}`, set };
}

async function openSource(socket: string, startTimeoutMs = 5_000) {
  const source = await openWorkloadApiIdentitySource({
    socket,
    log: captured.log,
    startTimeoutMs,
    firstRetryMs: 20,
    lastRetryMs: 100,
  });
  cleanups.push(() => source.close());
  return source;
}

const nextOf = (source: IdentitySource) =>
  new Promise<string>((resolve) => {
    const stop = source.onChange((identity) => {
      stop();
      resolve(identity.chain[0].serial);
    });
  });

/** Asks once, with the metadata given, and resolves to the status of the answer. */
function ask(socket: string, method: string, metadata: Metadata) {
  const definition = loadWorkloadApi()[method];
  if (!definition) throw new TypeError(method);
  const client = new Client(socket, credentials.createInsecure());
  cleanups.push(() => client.close());
  const { path: name, requestSerialize, responseDeserialize } = definition;
  const stream = client.makeServerStreamRequest(
    name,
    requestSerialize,
    responseDeserialize,
    {},
    metadata,
  );
  return new Promise<{ code: number; message?: object }>((resolve) => {
    stream.on('data', (message: object) => {
      resolve({ code: status.OK, message });
      stream.cancel();
    });
    stream.on('error', (error: Error & { code?: number }) => resolve({ code: error.code ?? -1 }));
  });
}

describe('openWorkloadApiIdentitySource', () => {
  it('gets an identity and follows its rotation', async () => {
    const files = await filesOf('web');
    const agent = await startAgent('web', files);
    const source = await openSource(agent.socket);
    expect(source.current().id.id).toBe(spiffeId('web'));
    expect(source.current().crls).toHaveLength(2);
    expect(source.problem()).toBeNull();
    const before = source.current().chain[0].serial;
    const next = nextOf(source);
    await agent.set(await filesOf('web'));
    expect(await next).not.toBe(before);
  });

  it('keeps the identity while the agent is away, and reconnects', async () => {
    const agent = await startAgent('web', await filesOf('web'));
    const source = await openSource(agent.socket);
    const before = source.current().chain[0].serial;
    agent.server.stop();
    await captured.line('Workload API failed, trying again');
    expect(source.current().chain[0].serial).toBe(before);
    expect(source.problem()?.message).toContain('cannot be reached');
    const next = nextOf(source);
    await startAgent('web', await filesOf('web'));
    expect(await next).not.toBe(before);
    expect(source.problem()).toBeNull();
  });

  it('keeps the old identity where the new one is unusable', async () => {
    const agent = await startAgent('web', await filesOf('web'));
    const source = await openSource(agent.socket);
    const before = source.current().chain[0].serial;
    const { key } = await filesOf('web');
    await agent.set({ ...(await filesOf('web')), key });
    await captured.line('new identity refused, the old one stays in use');
    expect(source.current().chain[0].serial).toBe(before);
    expect(source.problem()).toMatchObject({ code: 'key-mismatch' });
    const next = nextOf(source);
    await agent.set(await filesOf('web'));
    expect(await next).not.toBe(before);
  });

  it('does not become another workload', async () => {
    const agent = await startAgent('web', await filesOf('web'));
    const source = await openSource(agent.socket);
    await agent.set(await filesOf('billing'));
    await captured.line('new identity refused, the old one stays in use');
    expect(source.current().id.id).toBe(spiffeId('web'));
  });

  it('says in one sentence that permission is denied, and starts when it is given', async () => {
    const agent = await startAgent();
    await expect(openSource(agent.socket, 1_500)).rejects.toMatchObject({
      code: 'workload-api-unavailable',
      message: `The Workload API at ${agent.socket} has no identity for this process: register its SPIFFE ID with the agent, for the user that it runs as.`,
    });
    const opening = openSource(agent.socket);
    await agent.set(await filesOf('web'));
    expect((await opening).current().id.id).toBe(spiffeId('web'));
  });

  it('keeps the bundles of other trust domains apart from its own', async () => {
    const { chain, key, bundle } = await filesOf('web');
    const partner = await TestTrust.create('CN=Partner');
    const der = (pem: string) => Buffer.concat(splitPem(pem).map((block) => block.der));
    const svid = { x509Svid: der(chain), x509SvidKey: der(key), bundle: der(bundle) };
    const federatedBundles = { 'spiffe://partner.example': der(partner.root.certPem) };
    const server = new Server();
    server.addService(loadWorkloadApi(), {
      FetchX509SVID: (stream: ServerWritableStream<object, object>) =>
        stream.write({ svids: [{ spiffeId: spiffeId('web'), ...svid }], federatedBundles }),
    });
    const socket = `unix://${path.join(folder, 'federated.sock')}`;
    await new Promise((resolve) => {
      server.bindAsync(socket, ServerCredentials.createInsecure(), resolve);
    });
    cleanups.push(() => server.forceShutdown());
    const source = await openSource(socket);
    expect([...source.federatedBundles().keys()]).toEqual(['partner.example']);
    expect(source.current().bundlePem).toEqual([trust.root.certPem.trimEnd().concat('\n')]);
  });

  it('says that nothing listens', async () => {
    const socket = `unix://${path.join(folder, 'none.sock')}`;
    await expect(openSource(socket, 1_500)).rejects.toThrow('cannot be reached');
  });
});

describe('mutual TLS with both ends on the Workload API', () => {
  it('answers before and after both have rotated', async () => {
    const agents = {
      web: await startAgent('web', await filesOf('web')),
      billing: await startAgent('billing', await filesOf('billing')),
    };
    const web = await openSource(agents.web.socket);
    const billing = await openSource(agents.billing.socket);
    const server = createMtlsServer({
      source: billing,
      log: captured.log,
      handle: (peer, _request, response) => response.end(peer.id.id),
    });
    server.listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = createMtlsClient({
      source: web,
      log: captured.log,
      origin: `https://localhost:${port}`,
      expectedId: spiffeId('billing'),
    });
    cleanups.push(() => {
      server.close();
      server.closeAllConnections();
    });
    cleanups.push(() => client.close());
    const call = () => client.call({ method: 'GET', path: '/', headers: {} });
    expect((await call()).status).toBe(200);
    for (const [name, source] of [['web', web] as const, ['billing', billing] as const]) {
      const next = nextOf(source);
      await agents[name].set(await filesOf(name));
      await next;
    }
    expect((await call()).status).toBe(200);
  });
});

describe('the API of the development CA', () => {
  it('refuses a request without the security header', async () => {
    const { socket } = await startAgent('web', await filesOf('web'));
    for (const method of ['FetchX509SVID', 'FetchX509Bundles']) {
      const bare = await ask(socket, method, new Metadata());
      expect(bare.code).toBe(status.INVALID_ARGUMENT);
      const other = new Metadata();
      other.set('workload.spiffe.io', 'false');
      expect((await ask(socket, method, other)).code).toBe(status.INVALID_ARGUMENT);
      expect((await ask(socket, method, securityMetadata())).code).toBe(status.OK);
    }
  });

  it('delivers bundles by trust domain, and no keys with them', async () => {
    const { socket } = await startAgent('web', await filesOf('web'));
    const { message } = await ask(socket, 'FetchX509Bundles', securityMetadata());
    expect(message).toMatchObject({ bundles: { 'spiffe://test.example': expect.any(Buffer) } });
    expect(Object.keys(message ?? {}).sort()).toEqual(['bundles', 'crl']);
  });

  it('delivers what the CA publishes, to the owner of its process only', async () => {
    const store = await CaStore.open(path.join(folder, 'ca'));
    const directory = path.join(folder, 'w');
    const wish = { spiffeId: spiffeId('web'), trustDomain: 'test.example', ttlSeconds: 60 };
    const stop = await serveWorkloadApi(directory, captured.log);
    cleanups.push(stop);
    await publishSvid(directory, await issueSvid(store, wish));
    const file = path.join(directory, 'api.sock');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const source = await openSource(`unix://${file}`);
    expect(source.current().id.id).toBe(spiffeId('web'));
    const next = nextOf(source);
    const renewed = await issueSvid(store, wish);
    await publishSvid(directory, renewed);
    expect(await next).toBe(renewed.serial);
  });

  it('leaves the files alone where no socket can be made', async () => {
    const directory = path.join(folder, 'x'.repeat(100));
    const stop = await serveWorkloadApi(directory, captured.log);
    stop();
    await captured.line('no Workload API here, identities are in files only');
  });
});
