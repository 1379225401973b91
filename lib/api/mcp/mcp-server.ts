import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { toProblem } from '@/lib/http/to-problem';
import { createLog } from '@/lib/log';
import { describeRefusal, type Refusal } from '@/lib/request-log/describe-refusal';
import { logRequest } from '@/lib/request-log/log-request';
import { type Tool, TOOLS } from './tool-list';

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
export function createMcpServer(caller: McpCaller): McpServer {
  const server = new McpServer({ name: 'tollgate', version: '1.0.0' });
  for (const tool of TOOLS) {
    const { name, title, description, annotations, endpoint } = tool;
    const inputSchema = endpoint.params ?? endpoint.query ?? endpoint.body ?? z.strictObject({});
    const outputSchema = (endpoint.answers[200] ?? endpoint.answers[201])?.schema;
    server.registerTool(
      name,
      { title, description, annotations, inputSchema, ...(outputSchema ? { outputSchema } : {}) },
      (input: unknown) => callTool(tool, caller, input),
    );
  }
  return server;
}

/** Runs a tool as its operation of the API runs, and logs the call for the workspace. */
async function callTool(tool: Tool, { principal, context }: McpCaller, input: unknown) {
  const startedAt = performance.now();
  const log = (status: number, refusal: Refusal | null) =>
    logRequest(principal, context, {
      method: 'POST',
      path: `/mcp#${tool.name}`,
      scope: tool.endpoint.scope,
      status,
      durationMs: performance.now() - startedAt,
      refusal,
    });
  try {
    const body = await runEndpoint(tool, principal, context, input);
    log(200, null);
    const text = JSON.stringify(body);
    return {
      content: [{ type: 'text' as const, text }],
      structuredContent: JSON.parse(text) as Record<string, unknown>,
    };
  } catch (error) {
    const refusal = toProblem(error);
    if (refusal.status >= 500) createLog('mcp').error({ err: error, tool: tool.name }, 'failed');
    log(refusal.status, describeRefusal(refusal));
    const { title, remedy } = PROBLEMS[refusal.slug];
    const fields = (refusal.options.errors ?? []).map(
      ({ pointer, detail }) => `${pointer}: ${detail}`,
    );
    const text = [`${title}. ${refusal.options.detail ?? remedy}`, ...fields].join('\n');
    return { content: [{ type: 'text' as const, text }], isError: true };
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
