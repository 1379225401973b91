import { expect, test } from 'vitest';
import { parseEnv } from '@/lib/env';
import { checkPorts, neededPorts } from './port-check';

test('ports for metrics are checked before anything starts, where they are set', () => {
  const variables = (env: Record<string, string>) =>
    neededPorts(parseEnv(env), false).map(({ variable }) => variable);
  expect(variables({})).not.toContain('METRICS_PORT');
  expect(variables({ METRICS_PORT: '9464', BILLING_METRICS_PORT: '9465' })).toEqual(
    expect.arrayContaining(['METRICS_PORT', 'BILLING_METRICS_PORT']),
  );
});

test('one port for both is refused, naming both variables', async () => {
  const env = parseEnv({ METRICS_PORT: '9464', BILLING_METRICS_PORT: '9464' });
  await expect(checkPorts(neededPorts(env, false), false)).rejects.toThrow(
    /METRICS_PORT or BILLING_METRICS_PORT/,
  );
});
