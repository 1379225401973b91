import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { textSchema } from '@/lib/http/text-schema';
import { listRequestLogs } from '@/lib/request-log/list-request-logs';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { requestLogOutput, toRequestLogOutput } from '../schemas/request-log-schema';

export const getRequestLogs = defineEndpoint({
  method: 'GET',
  path: '/api/v1/request-logs',
  operation: 'listRequestLogs',
  summary: 'List requests of the last 30 days, newest first',
  scope: 'logs:read',
  query: z.strictObject({
    ...pageQuery,
    credential_id: textSchema(64).optional().describe('The id of a key or grant.'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']).optional(),
    status: z
      .string()
      .regex(/^[1-5](xx|\d\d)$/, '2xx, 4xx, 5xx or one status.')
      .optional(),
    problem: textSchema(64).optional().describe('The slug of a problem.'),
    path: textSchema(200).optional(),
  }),
  answers: {
    200: {
      description: 'A page of requests.',
      schema: pageOf(requestLogOutput),
    },
  },
  async handle({ principal, query: { limit, cursor, credential_id, ...filter } }) {
    const page = await listRequestLogs(
      principal,
      { limit, cursor },
      { ...filter, credentialId: credential_id },
    );
    return { body: { ...page, data: page.data.map(toRequestLogOutput) } };
  },
});
