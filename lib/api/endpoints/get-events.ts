import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { listEvents } from '@/lib/usage/list-events';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { eventOutput } from '../schemas/event-schema';

export const getEvents = defineEndpoint({
  method: 'GET',
  path: '/api/v1/events',
  operation: 'listEvents',
  summary: 'List usage events, newest first',
  scope: 'events:read',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of events.', schema: pageOf(eventOutput) } },
  async handle({ principal, query }) {
    const page = await listEvents(principal, query);
    const data = page.data.map((event) => ({
      id: event.id,
      meter: event.meter,
      quantity: event.quantity,
      time: event.time,
      customer: event.customer,
      properties: event.properties,
      received_at: event.receivedAt,
    }));
    return { body: { data, next_cursor: page.next_cursor } };
  },
});
