import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { DEFAULT_PAGE_SIZE } from '@/lib/http/page';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { toProblem } from '@/lib/http/to-problem';
import { createLog } from '@/lib/log';
import { logCall } from './log-call';
import {
  findTool,
  matchResource,
  MCP_PROMPTS,
  MCP_RESOURCES,
  type McpResource,
  type Tool,
  TOOLS,
} from './tool-list';
import { describeSchemas } from './tool-schemas';

/** The caller of one request at `/mcp`, whose token has been verified. */
export class McpCaller {
  constructor(
    readonly principal: Principal,
    readonly context: ClientContext,
  ) {}
}

/**
 * The tools for one request of one caller. Nothing is kept between requests, so any instance can
 * answer the next.
 */
export function createMcpServer(caller: McpCaller, tools = TOOLS): McpServer {
  const server = new McpServer({ name: 'tollgate', version: '1.0.0' });
  for (const tool of tools) {
    const { name, title, description, annotations } = tool;
    const config = { title, description, annotations, ...describeSchemas(tool) };
    server.registerTool(name, config, (input) => callTool(tool, caller, input));
  }
  for (const { name, title, description, text } of MCP_PROMPTS) {
    const content = { type: 'text' as const, text };
    server.registerPrompt(name, { title, description }, () => ({
      messages: [{ role: 'user', content }],
    }));
  }
  for (const resource of MCP_RESOURCES) offerResource(server, resource, caller);
  return server;
}

function offerResource(server: McpServer, resource: McpResource, caller: McpCaller): void {
  const { uri, name, description } = resource;
  const config = { title: name, description, mimeType: 'application/json' };
  const read = ({ href }: URL) => readResource(resource, caller, href);
  if (uri.includes('{')) {
    server.registerResource(name, new ResourceTemplate(uri, { list: undefined }), config, read);
  } else {
    server.registerResource(name, uri, config, read);
  }
}

/** @throws {ProtocolError} where the tool behind it is refused; the words are the API's. */
async function readResource(resource: McpResource, caller: McpCaller, uri: string) {
  const tool = findTool(resource.tool);
  const id = matchResource(resource, uri);
  if (!tool || (resource.uri.includes('{') && id === undefined)) {
    throw new ResourceNotFoundError(uri);
  }
  const { status, text } = await runTool(
    tool,
    caller,
    id === undefined ? { limit: DEFAULT_PAGE_SIZE } : { id },
  );
  if (status === 404) throw new ResourceNotFoundError(uri);
  if (status >= 400) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, text);
  return { contents: [{ uri, mimeType: 'application/json', text }] };
}

async function callTool(tool: Tool, caller: McpCaller, input: unknown) {
  const { status, text } = await runTool(tool, caller, input);
  const content = [{ type: 'text' as const, text }];
  if (status >= 400) return { content, isError: true };
  return { content, structuredContent: JSON.parse(text) as Record<string, unknown> };
}

/**
 * Runs a tool as its operation of the API runs, and logs the call for the workspace.
 * @returns the status that the API would answer with, and the JSON or the words of the refusal.
 */
async function runTool(
  tool: Tool,
  { principal, context }: McpCaller,
  input: unknown,
): Promise<{ status: number; text: string }> {
  const startedAt = performance.now();
  try {
    const body = await runEndpoint(tool, principal, context, input);
    logCall(principal, context, { tool, startedAt });
    return { status: 200, text: JSON.stringify(body) };
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.status >= 500) createLog('mcp').error({ err: error, tool: tool.name }, 'failed');
    logCall(principal, context, { tool, startedAt, refusal });
    const { title, remedy } = PROBLEMS[refusal.slug];
    const fields = (refusal.options.errors ?? []).map(
      ({ pointer, detail }) => `${pointer}: ${detail}`,
    );
    const text = [`${title}. ${refusal.options.detail ?? remedy}`, ...fields].join('\n');
    return { status: refusal.status, text };
  }
}

async function runEndpoint(
  { endpoint }: Tool,
  principal: Principal,
  context: ClientContext,
  input: unknown,
): Promise<unknown> {
  if (endpoint.scope) requireScope(principal, endpoint.scope);
  const params = endpoint.params ? input : undefined;
  const found = await endpoint.find?.({ principal, params });
  const { body } = await endpoint.handle({
    principal,
    credential: {
      principal,
      requireUsable() {},
      requireProof: async () => null,
      requireAddress() {},
      rateLimit: null,
      recordUse() {},
    },
    context,
    params,
    query: endpoint.query ? input : undefined,
    body: endpoint.body ? input : undefined,
    found,
    idempotencyKey: context.requestId,
  });
  return body;
}
