import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { splitTarget } from '@/lib/http/http-message';
import { answer } from './api';
import { announce, PORT, prepare } from './start';

await prepare();

const app = new Hono();

app.all('*', async (context) => {
  const request = context.req.raw;
  const { pathname, search } = new URL(request.url);
  const { status, headers, body } = await answer(
    {
      method: request.method,
      ...splitTarget(pathname + search),
      header: (name) => request.headers.get(name),
      readBody: async () => new Uint8Array(await request.arrayBuffer()),
    },
    {
      address: getConnInfo(context).remote.address ?? null,
      requestId: `req_${randomUUID()}`,
      userAgent: request.headers.get('user-agent'),
    },
  );
  return new Response(body, { status, headers });
});

serve({ fetch: app.fetch, port: PORT }, announce);
