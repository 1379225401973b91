import { createMeter } from '@/lib/usage/create-meter';
import { defineEndpoint } from '../endpoint';
import { meterIn, meterOut } from '../schemas/meter-schema';

export const postMeters = defineEndpoint({
  method: 'POST',
  path: '/api/v1/meters',
  operation: 'createMeter',
  summary: 'Create a meter',
  scope: 'meters:write',
  body: meterIn,
  answers: { 201: { description: 'Created.', schema: meterOut } },
  async handle({ principal, body }) {
    const { createdAt, ...meter } = await createMeter(principal, body);
    return { status: 201, body: { ...meter, created_at: createdAt } };
  },
});
