import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import type { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';
import { describeRefusal } from '@/lib/request-log/describe-refusal';
import { logRequest } from '@/lib/request-log/log-request';
import { proofOf } from '../credential-schemes';
import type { Tool } from './tool-list';

type ToolCall = {
  /** Undefined where the request was refused before its tool was known. */
  tool: Tool | undefined;
  /** By `performance.now()`. */
  startedAt: number;
  refusal?: ProblemError;
};

/** Logs a call of a proven caller for the workspace, as `/mcp#<tool>`. */
export function logCall(
  principal: Principal,
  context: ClientContext,
  { tool, startedAt, refusal }: ToolCall,
): void {
  logRequest(principal, context, {
    method: 'POST',
    path: tool ? `/mcp#${tool.name}` : '/mcp',
    scope: tool?.endpoint.scope ?? null,
    status: refusal?.status ?? 200,
    durationMs: performance.now() - startedAt,
    proof: proofOf(principal),
    refusal: refusal ? describeRefusal(refusal) : null,
  });
}

/** Runs a check of a proven caller. A refusal is logged, since the SDK and the tool never see it. */
export async function logRefusals<Result>(
  principal: Principal,
  context: ClientContext,
  check: () => Promise<Result>,
  findCalled: () => Tool | undefined = () => undefined,
): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await check();
  } catch (error) {
    const refusal = toProblem(error);
    logCall(principal, context, { tool: findCalled(), startedAt, refusal });
    throw error;
  }
}
