import { createServer } from 'node:http';

/** A web application around a client that wants one, on the port of the redirect address. */
export async function serve(handler, port = Number(new URL(process.env.REDIRECT).port)) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
