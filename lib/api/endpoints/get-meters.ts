import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { listMeters } from '@/lib/usage/list-meters';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { meterOutput } from '../schemas/meter-schema';

export const getMeters = defineEndpoint({
  method: 'GET',
  path: '/api/v1/meters',
  operation: 'listMeters',
  summary: 'List meters by key',
  scope: 'meters:read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of meters.', schema: pageOf(meterOutput) } },
  async handle({ principal, query }) {
    const page = await listMeters(principal, query);
    const data = page.data.map(({ createdAt, ...meter }) => ({ ...meter, created_at: createdAt }));
    return { body: { data, next_cursor: page.next_cursor } };
  },
});
