import { type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { answer } from './site';
import { announce, PORT, prepare } from './start';

prepare();

const app = new Hono<{ Bindings: HttpBindings }>();
// The authorization server takes Node's own request and response.
app.all('*', async ({ env }) => {
  await answer(env.incoming, env.outgoing);
  return RESPONSE_ALREADY_SENT;
});
serve({ fetch: app.fetch, port: PORT }, () => void announce());
