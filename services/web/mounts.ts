import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import {
  authenticateAgent,
  findCalledTool,
  requireToolScopes,
} from '@/lib/api/mcp/authenticate-agent';
import { logRefusals } from '@/lib/api/mcp/log-call';
import { createMcpServer, McpCaller } from '@/lib/api/mcp/mcp-server';
import { serveApi } from '@/lib/api/serve-api';
import { createAuthorizationServer } from '@/lib/auth/oauth/authorization-server/authorization-server';
import { toAddressSubject } from '@/lib/http/client-address';
import { runWithClientContext } from '@/lib/http/client-context';
import { NodeRequest } from '@/lib/http/node-request';
import { consumeRate, rateHeaders } from '@/lib/http/rate-limit';
import { readJsonBody } from '@/lib/http/read-json-body';
import { createLog } from '@/lib/log';
import type { Mount } from './mount';
import { answerHeaders } from './security-headers';
import { writeAnswer } from './write-answer';

const SCANNING = '/api/secret-scanning/github';

function isApiPath(pathname: string): boolean {
  return pathname.startsWith('/api/v1/') || pathname === '/api/v1' || pathname === SCANNING;
}

/** The public API, answered before Next.js is asked. */
export function createApiMount(origin: URL): Mount {
  const always = answerHeaders(origin);
  return {
    name: 'api',
    matches: isApiPath,
    async answer(request, response, context) {
      const call = new NodeRequest(request);
      const answer = await runWithClientContext(context, () => serveApi(call, context));
      writeAnswer(response, answer, context.requestId, always);
    },
  };
}

/** Guessing secrets, codes and user codes is slowed by address. */
const PER_ADDRESS = { name: 'oauth', quota: 600, windowSeconds: 60 } as const;

const server = createAuthorizationServer();

/** The authorization server, answered before Next.js. */
export const oauthMount: Mount = {
  name: 'oauth',
  matches: server.matches,
  async answer(request, response, context) {
    response.setHeader('x-request-id', context.requestId);
    await consumeRate(PER_ADDRESS, toAddressSubject(context.address));
    await runWithClientContext(context, () => server.handle(request, response));
  },
};

const handler = createMcpHandler(
  ({ authInfo }) => {
    const caller = authInfo?.extra?.caller;
    if (!(caller instanceof McpCaller)) throw new Error('A request without a verified caller.');
    return createMcpServer(caller);
  },
  { onerror: (error) => createLog('mcp').warn({ err: error }, 'request refused') },
);

const answerNode = toNodeHandler(handler);

/**
 * The tools for agents, answered before Next.js: Streamable HTTP without sessions, of the revisions
 * 2026-07-28 and 2025-11-25.
 * @see docs/decisions/0181-mcp-endpoint-for-agents.md
 */
export const mcpMount: Mount = {
  name: 'mcp',
  matches: (pathname) => pathname === '/mcp',
  async answer(request, response, context) {
    response.setHeader('x-request-id', context.requestId);
    context.route = '/mcp';
    await runWithClientContext(context, async () => {
      const call = new NodeRequest(request);
      const { principal, rate } = await authenticateAgent(call, context);
      response.setHeaders(new Map(Object.entries(rateHeaders(rate))));
      let body: unknown;
      const check = async () => {
        if (call.method === 'POST') body = (await readJsonBody(call)).value;
        requireToolScopes(principal, body);
      };
      await logRefusals(principal, context, check, () => findCalledTool(body));
      const auth = {
        // The SDK wants a token here; it gets none, so that nothing can pass it on.
        token: '',
        clientId: principal.credentialId,
        scopes: [...principal.scopes],
        extra: { caller: new McpCaller(principal, context) },
      };
      await answerNode(Object.assign(request, { auth }), response, body);
    });
  },
};
