import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { freePort, provideCopy, runInCopy, startExample, testCopy } from './test-copy';

const { home } = provideCopy('mtls');

test('the copy type-checks, and its tests pass', async () => {
  expect(await testCopy(home())).toMatch(/Test Files {2}5 passed/);
}, 90_000);

/** What a client without a certificate is told once it has sent a request. */
function callWithoutCertificate(port: number, ca: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined };
    const socket = connect(options, () => socket.write('GET /whoami HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.on('error', (error) => resolve(`refused: ${error.message}`));
    socket.on('data', (data) => resolve(`answered: ${data.toString()}`));
    socket.on('close', () => resolve('closed'));
  });
}

async function serveAndCall(name: string, ttlSeconds: number) {
  const port = await freePort();
  const env = { PORT: String(port), TTL_SECONDS: String(ttlSeconds) };
  const server = startExample(home(), [`examples/${name}.ts`], env);
  await server.printed(/https:\/\/localhost:\d+/);
  const call = async (workload: string) => {
    return (await runInCopy(home(), ['--import', 'tsx', 'examples/call.ts', workload], env)).trim();
  };
  return { port, call, stop: () => server.stop() };
}

test.each(['node-https', 'hono', 'express'])(
  'its example answers with %s, to the right peer alone',
  async (name) => {
    const { port, call, stop } = await serveAndCall(name, 600);
    try {
      expect(await call('web')).toMatch(/^200 .*"peer":"spiffe:\/\/example.test\/web"/);
      expect(await call('reports')).toMatch(/^403 .*peer-not-authorized/);
      const bundle = await readFile(`${home()}/.workload/billing/bundle.pem`, 'utf8');
      expect(await callWithoutCertificate(port, bundle)).not.toMatch(/^answered/);
    } finally {
      await stop();
    }
  },
  90_000,
);

test('its example goes on answering across a rotation', async () => {
  const { call, stop } = await serveAndCall('node-https', 6);
  try {
    const first = await call('web');
    expect(first).toMatch(/^200 /);
    await vi.waitUntil(async () => (await call('web')) !== first, { timeout: 30_000 });
    expect(await call('web')).toMatch(/^200 /);
  } finally {
    await stop();
  }
}, 90_000);
