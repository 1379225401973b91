import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrincipal } from '@/e2e/oauth/support/authorization-world';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createTrustRule } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { createMeter } from '@/lib/usage/create-meter';
import { closeStandIn } from '@/services/stand-ins/serve-stand-in';
import { serveCiIssuer } from '@/services/stand-ins/ci/serve-ci-issuer';

/** The script of the example against the real front door, with a job of the development issuer. */
provideTestDatabase();

let web: TestWeb;
let issuer: Server;
let origin = '';
let issuerOrigin = '';

beforeAll(async () => {
  const [port, issuerPort] = [await freePort(), await freePort()];
  origin = `http://localhost:${port}`;
  issuerOrigin = `http://localhost:${issuerPort}`;
  Object.assign(process.env, { APP_URL: origin, CI_ISSUER_PORT: String(issuerPort) });
  issuer = await serveCiIssuer(issuerPort, pino({ level: 'silent' }));
  web = await startTestWeb({ PORT: port, APP_URL: origin });
});
afterAll(async () => {
  await web.stop();
  await closeStandIn(issuer);
});

async function readJson(response: Response): Promise<Record<string, string>> {
  return (await response.json()) as Record<string, string>;
}

test('send-usage.sh sends an event with the token of a job, once', async () => {
  const ada = await makePrincipal('Ada');
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'count' });
  const rule = await createTrustRule(ada, {
    name: 'Usage job',
    issuer: issuerOrigin,
    platform: 'github-actions',
    audience: 'tollgate',
    claims: { repository_id: '123' },
    scopes: ['events:write'],
    mode: 'test',
  });
  const job = await readJson(
    await fetch(`${issuerOrigin}/development/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ repository_id: '123' }),
    }),
  );
  const { value } = await readJson(
    await fetch(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=tollgate`, {
      headers: { authorization: `bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    }),
  );
  const env = { ...process.env, TOLLGATE_URL: origin, TOLLGATE_RULE: rule.id, JOB_TOKEN: value };
  const run = () => promisify(execFile)('sh', ['examples/ci/send-usage.sh'], { env });
  expect(JSON.parse((await run()).stdout)).toMatchObject({ accepted: 1 });
  await expect(run()).rejects.toThrow();
});
