import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import pino from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '@/e2e/support/test-server';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { getEnv } from '@/lib/env';
import { renewHttpsCertificate } from '@/services/workload-ca/https-certificate';
import { createWebServers } from './web-servers';

provideTestDatabase();

let folder: string;
let web: SpawnedWeb;
let httpsPort: number;

const https = (name = '') => path.join(folder, 'https', name);
const renew = () => renewHttpsCertificate(path.join(folder, 'root'), https());

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-https-port-'));
  await renew();
  httpsPort = await freePort();
  web = await spawnWeb({ HTTPS_PORT: String(httpsPort), HTTPS_DIR: https(), DEPLOYMENT: 'local' });
});

afterAll(async () => {
  await web.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An answer of the https port, over a connection that only its root makes valid. */
async function ask(pathname: string) {
  const ca = await readFile(https('ca.pem'));
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const call = request(`https://localhost:${httpsPort}${pathname}`, { ca }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        const { statusCode: status = 0, headers } = response;
        response.once('end', () => resolve({ status, headers, body }));
      });
      call.once('error', reject).end();
    },
  );
}

test('both ports serve the API, and APP_URL is the https one', async () => {
  const { status, headers, body } = await ask('/api/v1/openapi.json');
  expect(status).toBe(200);
  expect(JSON.parse(body).servers).toEqual([{ url: `https://localhost:${httpsPort}` }]);
  // Browsers keep it for localhost with all its ports.
  expect(headers['strict-transport-security']).toBeUndefined();
  expect((await fetch(`${web.url}/api/v1/openapi.json`)).status).toBe(200);
});

test('the challenge of a refusal names the https address on both ports', async () => {
  const { headers } = await ask('/api/v1/me');
  const plain = await fetch(`${web.url}/api/v1/me`);
  for (const challenge of [headers['www-authenticate'], plain.headers.get('www-authenticate')]) {
    expect(challenge).toContain(`https://localhost:${httpsPort}/.well-known/`);
  }
});

test('a renewed certificate is served without a restart', async () => {
  const before = await currentSerial();
  await rm(https('key.pem'));
  expect(await renew()).toBe(true);
  await vi.waitFor(async () => expect(await currentSerial()).not.toBe(before), {
    timeout: 15_000,
    interval: 500,
  });
});

test('without a usable pair it does not start, and says which variable it is', async () => {
  const broken = path.join(folder, 'broken');
  await cp(https(), broken, { recursive: true, dereference: true });
  await cp(path.join(folder, 'root', 'ca_key.pem'), path.join(broken, 'key.pem'));
  for (const directory of [broken, path.join(folder, 'none')]) {
    const env = { ...getEnv(), HTTPS_PORT: httpsPort, HTTPS_DIR: directory };
    await expect(createWebServers(env, pino({ level: 'silent' }))).rejects.toThrow(
      /HTTPS_PORT is set, but cert\.pem and key\.pem in HTTPS_DIR/,
    );
  }
});

async function currentSerial(): Promise<string> {
  const ca = await readFile(https('ca.pem'));
  return new Promise((resolve, reject) => {
    const socket = connect({ port: httpsPort, host: 'localhost', servername: 'localhost', ca });
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
