import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { followPagesBuild, sendBuildingPage } from './pages-build';

const tell = (built: boolean, progress: string) =>
  process.emit('message', { pages: { built, progress } }, undefined);

test('follows what the launcher says of the build', async () => {
  const build = followPagesBuild();
  tell(false, 'Generating static pages (12/87)');
  expect(build.progress).toBe('Generating static pages (12/87)');
  let done = false;
  void build.done.then(() => {
    done = true;
  });
  await Promise.resolve();
  expect(done).toBe(false);
  tell(true, 'Built');
  await build.done;
});

test('a page that is not there yet says how far it is, and comes back by itself', async () => {
  const server = createServer((_request, response) =>
    sendBuildingPage(response, 'Compiling <b>', 'http://localhost:3000'),
  ).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`);
  server.close();
  expect(response.status).toBe(503);
  expect(response.headers.get('refresh')).toBe('2');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await response.text()).toContain('<code>Compiling &lt;b&gt;</code>');
});
