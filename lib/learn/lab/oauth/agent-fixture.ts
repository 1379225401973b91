import { createMcpHandler } from '@modelcontextprotocol/server';
import { requireToolScopes } from '@/lib/api/mcp/authenticate-agent';
import { McpCaller } from '@/lib/api/mcp/mcp-server';
import { type Tool, TOOLS } from '@/lib/api/mcp/tool-list';
import type { Principal } from '@/lib/auth/principal';
import {
  TOKEN_CHECKS,
  type TokenChecks,
} from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import { mcpResource } from '@/lib/auth/oauth/authorization-server/resource';
import { getEnv } from '@/lib/env';
import { newRequestId } from '@/lib/http/client-context';
import { fromRequest } from '@/lib/http/fetch-message';
import { toProblem } from '@/lib/http/to-problem';
import { noteStep } from '@/lib/trace/trace-step';
import { z } from 'zod';
import type { Observation } from '../lab';
import { showVerdict } from '../show-verdict';
import {
  authenticateAccessTokenWith,
  authenticateAgentWith,
  createMcpServerWith,
} from '../without';
import type { AuthorizationFixture } from './authorization-fixture';
import { obtainCode, redeem, sayAnswer } from './oauth-step';

/** The first one without a session. */
const REVISION = ['2026', '07', '28'].join('-');

/** What is missing at the tools in a run. */
export type ToolChanges = {
  checks?: Partial<TokenChecks>;
  /** Who the tools act as, in place of the token's own principal. */
  act?: (principal: Principal) => Principal;
  tools?: readonly Tool[];
};

const answerSchema = z.object({
  error: z.object({ message: z.string() }).optional(),
  result: z
    .object({
      isError: z.boolean().optional(),
      content: z.array(z.object({ text: z.string() })),
    })
    .optional(),
});

/** The whole way to a token: discovery, consent, token endpoint. The agent is a public client. */
export async function connectAgent(
  fixture: AuthorizationFixture,
  scopes: string[],
  resource = mcpResource(),
): Promise<string> {
  noteStep({
    name: 'agent.discover',
    from: 'agent',
    to: 'web',
    lane: 'who',
    text: 'Call without a token: the refusal names the authorization server and a first scope',
    code: 'lib/api/mcp/authenticate-agent.ts#challenge:bearer',
  });
  const wanted = { scope: scopes.join(' '), resource };
  const { callback, request } = await obtainCode(fixture, { scopes }, wanted);
  const code = callback.searchParams.get('code') ?? '';
  const tokens = await redeem(fixture, 'agent', code, request.verifier);
  if (tokens.status !== 200) throw new Error(`The honest agent got ${sayAnswer(tokens)}`);
  return String(tokens.body.access_token);
}

/**
 * One call of a tool, through the checks of `/mcp` and the SDK.
 * @returns what was seen, and the text of the answer.
 */
export async function callTool(
  token: string,
  name: string,
  input: Record<string, unknown>,
  { checks, act = (principal) => principal, tools = TOOLS }: ToolChanges = {},
): Promise<Observation & { text: string }> {
  const message = describeCall(name, input);
  const request = new Request(`${getEnv().APP_URL}/mcp`, {
    method: 'POST',
    headers: { ...message.headers, authorization: `Bearer ${token}` },
    body: JSON.stringify(message.body),
  });
  const context = { address: null, requestId: newRequestId(), userAgent: 'Tollgate attack lab' };
  let principal: Principal | undefined;
  const who = await showVerdict(WHO, async () => {
    try {
      const caller = await authenticateAgentWith(
        fromRequest(request),
        context,
        (text, call, from) =>
          authenticateAccessTokenWith(text, call, from, { ...TOKEN_CHECKS, ...checks }),
      );
      principal = caller.principal;
      return { refused: false, seen: `may ${[...principal.scopes].join(', ')}` };
    } catch (error) {
      return sayRefusal(error);
    }
  });
  if (!principal) return { ...who, text: '' };
  const acting = act(principal);
  const may = await showVerdict({ ...MAY, text: `May it call ${name}?` }, async () => {
    try {
      requireToolScopes(acting, message.body);
      return { refused: false, seen: 'the scope is there, or none is needed' };
    } catch (error) {
      return sayRefusal(error);
    }
  });
  if (may.refused) return { ...may, text: '' };
  let text = '';
  const done = await showVerdict({ ...WORK, text: `Run ${name}` }, async () => {
    const caller = new McpCaller(acting, context);
    const handler = createMcpHandler(() => createMcpServerWith(caller, tools));
    const response = await handler.fetch(request, { parsedBody: message.body });
    const { error, result } = answerSchema.parse(await response.json());
    text = error?.message ?? result?.content.map((part) => part.text).join('\n') ?? '';
    const refused = error !== undefined || result?.isError === true;
    return { refused, seen: refused ? text : `${response.status} OK` };
  });
  return { ...done, text };
}

const WHO = {
  name: 'mcp.authenticate',
  from: 'client',
  to: 'web',
  lane: 'who',
  text: 'POST /mcp with the token: for this audience, of this client, in force?',
  code: 'lib/api/mcp/authenticate-agent.ts#authenticateAgent:authenticate',
} as const;

const MAY = {
  name: 'mcp.scope',
  from: 'web',
  to: 'web',
  lane: 'may',
  code: 'lib/api/mcp/authenticate-agent.ts#requireToolScopes:insufficient-scope',
} as const;

const WORK = {
  name: 'mcp.tool',
  from: 'web',
  to: 'client',
  lane: 'work',
  code: 'lib/api/mcp/mcp-server.ts#runTool:runEndpoint',
} as const;

function sayRefusal(error: unknown): Observation {
  const { status, slug } = toProblem(error);
  return { refused: true, seen: `${status} ${slug}` };
}

function describeCall(name: string, input: Record<string, unknown>) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'lab', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: input, _meta: meta },
    },
  };
}
