import { createMeter } from '@/lib/usage/create-meter';
import { defineEndpoint } from '../endpoint';
import { meterInput, meterOutput } from '../schemas/meter-schema';

export const postMeters = defineEndpoint({
  method: 'POST',
  path: '/api/v1/meters',
  operation: 'createMeter',
  summary: 'Create a meter',
  scope: 'meters:write',
  body: meterInput,
  answers: { 201: { description: 'Created.', schema: meterOutput } },
  async handle({ principal, body }) {
    const { createdAt, ...meter } = await createMeter(principal, body);
    return { status: 201, body: { ...meter, created_at: createdAt } };
  },
});
