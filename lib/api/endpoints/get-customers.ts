import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { listCustomers } from '@/lib/usage/list-customers';
import { defineEndpoint } from '../endpoint';
import { pageOf, timestampOutput } from '../schemas/common-schema';

export const getCustomers = defineEndpoint({
  method: 'GET',
  path: '/api/v1/customers',
  operation: 'listCustomers',
  summary: 'List the customers that events named',
  scope: 'usage:read',
  query: z.strictObject(pageQuery),
  answers: {
    200: {
      description: 'A page of customers.',
      schema: pageOf(
        z.object({
          id: z.string().describe('cus_…'),
          reference: z.string().describe('The name that your events carry.'),
          created_at: timestampOutput,
        }),
      ),
    },
  },
  async handle({ principal, query }) {
    const page = await listCustomers(principal, query);
    const data = page.data.map(({ createdAt, ...customer }) => ({
      ...customer,
      created_at: createdAt,
    }));
    return { body: { data, next_cursor: page.next_cursor } };
  },
});
