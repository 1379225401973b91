import { z } from 'zod';
import { problem } from '@/lib/http/problem';
import { readRequestLog } from '@/lib/request-log/list-request-logs';
import { defineEndpoint } from '../endpoint';
import { requestLogDetailOutput, toRequestLogOutput } from '../schemas/request-log-schema';

export const getRequestLog = defineEndpoint({
  method: 'GET',
  path: '/api/v1/request-logs/{id}',
  operation: 'getRequestLog',
  summary: 'Read one request, with what a refused one was told',
  scope: 'logs:read',
  params: z.object({ id: z.string().describe('log_…') }),
  answers: { 200: { description: 'The request.', schema: requestLogDetailOutput } },
  async handle({ principal, params }) {
    const request = await readRequestLog(principal, params.id);
    if (!request) throw problem('not-found');
    return { body: toRequestLogOutput(request) };
  },
});
