import { createServer } from 'node:http';
import { receiveWebhook } from './receive-webhook';

// PORT=4005 WEBHOOK_SECRET=whsec_… npx tsx examples/webhook-receiver/main.ts
const port = Number(process.env.PORT ?? 4005);
const secret = process.env.WEBHOOK_SECRET;
if (!secret) {
  console.error('Set WEBHOOK_SECRET to the whsec_… secret that the endpoint was created with.');
  process.exit(1);
}

const server = createServer(
  receiveWebhook({
    secret,
    handle: (event, id) => console.log(id, event.mode, event.type, JSON.stringify(event.data)),
  }),
);
server.listen(port, '127.0.0.1', () => console.log(`Listening on http://localhost:${port}/`));
