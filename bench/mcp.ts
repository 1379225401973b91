import { connectBenchApp } from './support/bench-connection';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf } from './support/compare';
import { HttpLoad } from './support/http-load';
import { publish, round, toFigure } from './support/publish';
import { readNumber } from './support/read-number';

/**
 * CPU of the web process for a tool call at `/mcp` beside the same call at `/api/v1`, both with an
 * access token: list the meters. And the call with a token beside the same with a key.
 *
 *   npm run bench -- mcp [calls of a slice] [--save]
 */
const requests = readNumber(0, 150);
const GOAL = 2;
/** A connection has a rate limit of 600 calls a minute. */
const CONNECTIONS = 40;

const system = await BenchSystem.start(['web']);

/** A token for each of so many connections. */
async function makeTokens(audience: 'api' | 'mcp'): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < CONNECTIONS) {
    const { connections, resource, give } = await connectBenchApp(owner, audience);
    tokens.push(...(await give('AccessToken', 'tg_at_', connections, { aud: resource })));
  }
  return tokens;
}

const { principal: owner, key } = await createBenchTenant([{ key: 'm', aggregation: 'count' }]);

function callTool(
  token: string,
  revision: string,
): { headers: Record<string, string>; body: string } {
  const name = 'list_meters';
  const meta =
    revision < '2026'
      ? {}
      : {
          _meta: {
            'io.modelcontextprotocol/protocolVersion': revision,
            'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        };
  return {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: {}, ...meta },
    }),
  };
}

try {
  const api = await makeTokens('api');
  const mcp = await makeTokens('mcp');
  await (await import('@/lib/db')).closeDatabase();
  const origin = `http://127.0.0.1:${process.env.PORT}`;
  let turn = 0;
  const next = (tokens: string[]) => tokens[(turn += 1) % tokens.length] ?? '';
  const rest = () =>
    new HttpLoad(origin, () => ({
      method: 'GET',
      path: '/api/v1/meters',
      headers: { authorization: `Bearer ${next(api)}` },
    }));
  const withKey = () =>
    new HttpLoad(origin, () => ({
      method: 'GET',
      path: '/api/v1/meters',
      headers: { 'x-api-key': key },
    }));
  const tool = (revision: string) =>
    new HttpLoad(origin, () => ({
      method: 'POST',
      path: '/mcp',
      ...callTool(next(mcp), revision),
    }));
  const pid = system.pid('web');
  const slices = await compareInSlices([
    { name: 'key', pid, requests, load: withKey() },
    { name: 'api', pid, requests, load: rest() },
    { name: 'api again', pid, requests, load: rest() },
    { name: '2026-07-28', pid, requests, load: tool('2026-07-28') },
    { name: '2025-11-25', pid, requests, load: tool('2025-11-25') },
  ]);
  const cpu = (name: string) => {
    const { median, low, high } = figureOf(slices, name, 'cpuMicroseconds');
    return { unit: 'µs', value: round(median), low: round(low), high: round(high) };
  };
  publish({
    name: 'mcp',
    title: 'A tool call of an agent beside the same call at the API',
    figures: [
      { what: 'GET /api/v1/meters with an API key: CPU', ...cpu('key') },
      { what: 'GET /api/v1/meters with an access token: CPU', ...cpu('api') },
      {
        ...toFigure('the same, of the call with a key', 'x', ratioOf(slices, 'api', 'key')),
        goal: { at: 'most' as const, value: 1.2 },
      },
      ...['2026-07-28', '2025-11-25'].flatMap((revision) => [
        { what: `list_meters at /mcp, revision ${revision}: CPU`, ...cpu(revision) },
        {
          ...toFigure(`the same, of the call at the API`, 'x', ratioOf(slices, revision, 'api')),
          goal: { at: 'most' as const, value: GOAL },
        },
      ]),
    ],
    remarks: [
      'A token is remembered as a key is, and dropped when the database says that its grant changed (decision 0193).',
      "The SDK makes a server with its tools for each request, validates input and answer, and carries request and response through the platform's `Request` and streams. How the difference divides between these was not measured. The schemas of the tools are made and converted to JSON Schema once.",
    ],
    control: toFigure(
      'CPU of the call at the API, of itself',
      'x',
      ratioOf(slices, 'api again', 'api'),
    ),
  });
} finally {
  await system.stop();
}
