import { z } from 'zod';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';
import { toCurl } from '@/lib/request-log/curl-command';
import { readRequestLog } from '@/lib/request-log/list-request-logs';
import { defineEndpoint } from '../endpoint';
import { requestLogDetailOutput, toRequestLogOutput } from '../schemas/request-log-schema';

export const getRequestLog = defineEndpoint({
  method: 'GET',
  path: '/api/v1/request-logs/{id}',
  operation: 'getRequestLog',
  summary: 'Read one request, with what a refused one was told and what was expected',
  scope: 'logs:read',
  params: z.object({ id: z.string().describe('log_…') }),
  answers: { 200: { description: 'The request.', schema: requestLogDetailOutput } },
  async handle({ principal, params }) {
    const request = await readRequestLog(principal, params.id);
    if (!request) throw problem('not-found');
    const { findOperation } = await import('../find-operation');
    const operation = findOperation(request.method, request.path);
    const curl = toCurl(request, getEnv().APP_URL);
    return { body: { ...toRequestLogOutput(request), operation, curl } };
  },
});
