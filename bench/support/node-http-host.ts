import { createServer } from 'node:http';
import process from 'node:process';
import { readConstantAnswer } from './constant-answer';

/** Bare node:http that answers the same head and body each time. */
const { headers, body } = readConstantAnswer();
const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.once('disconnect', () => process.exit());
