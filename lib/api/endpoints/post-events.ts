import { recordEvents } from '@/lib/usage/record-events';
import { defineEndpoint } from '../endpoint';
import { eventsAccepted, eventsInput } from '../schemas/event-schema';

export const postEvents = defineEndpoint({
  method: 'POST',
  path: '/api/v1/events',
  operation: 'recordEvents',
  summary: 'Send 1 to 1,000 usage events',
  description:
    'All or nothing: one wrong event refuses the call and is named by its pointer. An id that was received within the last 35 days counts as a duplicate. An answer of 201 means stored.',
  scope: 'events:write',
  body: eventsInput,
  // By each event's id.
  idempotent: true,
  answers: { 201: { description: 'Stored.', schema: eventsAccepted } },
  async handle({ principal, body }) {
    const events = body.events.map(({ time, ...event }) => ({
      ...event,
      ...(time === undefined ? {} : { time: new Date(time) }),
    }));
    return { status: 201, body: await recordEvents(principal, events) };
  },
});
