import { randomUUID } from 'node:crypto';
import express from 'express';
import { splitTarget } from '@/lib/http/http-message';
import { answer } from './api';
import { announce, PORT, prepare } from './start';

await prepare();

const app = express();
app.disable('x-powered-by');

app.use(async (incoming, outgoing) => {
  const { status, headers, body } = await answer(
    {
      method: incoming.method,
      ...splitTarget(incoming.originalUrl),
      header(name) {
        const values = incoming.headersDistinct[name];
        return values ? values.join(', ') : null;
      },
      async readBody() {
        const parts: Buffer[] = [];
        for await (const part of incoming) parts.push(part as Buffer);
        return Buffer.concat(parts);
      },
    },
    {
      // With `trust proxy` set to your own proxy, Express reads what it writes.
      address: incoming.ip ?? null,
      requestId: `req_${randomUUID()}`,
      userAgent: incoming.headers['user-agent'] ?? null,
    },
  );
  outgoing.status(status).set(headers).send(body);
});

app.listen(PORT, announce);
