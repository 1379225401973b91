import { z } from 'zod';
import type { RequestLogView } from '@/lib/request-log/list-request-logs';
import { timestampOutput } from './common-schema';

/** A request, as answers show it. */
export const requestLogOutput = z.object({
  id: z.string(),
  time: timestampOutput,
  credential_id: z.string(),
  method: z.string(),
  path: z.string(),
  scope: z.string().nullable(),
  status: z.int(),
  duration_ms: z.number(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  problem: z.string().nullable(),
  proof: z
    .string()
    .nullable()
    .describe(
      'How the caller proved the key that its API key or token is bound to: dpop, signature or certificate. Null for none.',
    ),
  request_id: z.string(),
});

/** One request with what a refused one was told. */
export const requestLogDetailOutput = requestLogOutput.extend({
  detail: z
    .string()
    .nullable()
    .describe('What the problem said; null where the call was not refused.'),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .describe('The first fields that were wrong.'),
  operation: z
    .string()
    .nullable()
    .describe('The `operationId` in this document that says what was expected.'),
  curl: z
    .string()
    .nullable()
    .describe('The call as a curl command, with variables for the credential and the body.'),
});

/** Names the fields of a request as answers do. */
export function toRequestLogOutput<View extends RequestLogView>({
  credentialId,
  durationMs,
  userAgent,
  requestId,
  ...log
}: View) {
  return {
    ...log,
    credential_id: credentialId,
    duration_ms: durationMs,
    user_agent: userAgent,
    request_id: requestId,
  };
}
