import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Runner } from './lab';
import { showVerdict } from './show-verdict';

/** Two lengths for one body. By the first, all of it is one request; by the second, it is two. */
const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
const BODY = `0\r\n\r\n${HIDDEN}`;
const BYTES = [
  'POST /api/v1/events HTTP/1.1',
  'Host: localhost',
  `Content-Length: ${BODY.length}`,
  'Transfer-Encoding: chunked',
  '',
  BODY,
].join('\r\n');

const PATIENCE_MS = 5_000;

/** A52: a server of its own, with the front door's parser or with a lenient one. */
export const requestSmuggling: Runner = {
  refusal: '400 and closed: 0 requests reached the handler',
  removal: 'The parser is lenient: insecureHTTPParser, a setting of Node.',
  async run(_lab, guarded) {
    const paths: string[] = [];
    const server = createServer({ insecureHTTPParser: !guarded }, (request, response) => {
      paths.push(request.url ?? '');
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await showVerdict(
        {
          name: 'edge.bytes',
          from: 'client',
          to: 'web',
          lane: 'who',
          text: 'One POST with two lengths; a GET /hidden is in its body',
          code: 'services/web/web-servers.ts#createWebServers:createServer',
        },
        async () => {
          const answer = await sendBytes(port);
          const hidden = paths.includes('/hidden');
          if (hidden) return { refused: false, seen: `2 answers: ${paths.join(', ')}` };
          const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'nothing';
          const seen = `${status} and closed: ${paths.length} requests reached the handler`;
          return { refused: true, seen };
        },
      );
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
};

/** Everything that comes back until the other side closes, or has answered twice. */
function sendBytes(port: number): Promise<string> {
  return new Promise((resolve) => {
    let seen = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(BYTES));
    const finish = () => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(PATIENCE_MS, finish);
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
      if (seen.split('HTTP/1.1 200').length > 2) finish();
    });
    socket.on('close', finish);
    socket.on('error', finish);
  });
}
