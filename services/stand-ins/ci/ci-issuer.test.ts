import type { Server } from 'node:http';
import { getIDToken } from '@actions/core';
import { decodeJwt } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  appOrigin,
  authenticate,
  makePrincipal,
  provideAuthorizationWorld,
} from '@/e2e/oauth/support/authorization-world';
import { freePort } from '@/e2e/support/test-server';
import { createTrustRule } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { closeStandIn } from '../serve-stand-in';
import { serveCiIssuer } from './serve-ci-issuer';

/** The development issuer with GitHub's own package as its client, up to the access token. */
let origin = '';
let server: Server;

provideAuthorizationWorld();
beforeAll(async () => {
  const port = await freePort();
  process.env.CI_ISSUER_PORT = String(port);
  origin = `http://localhost:${port}`;
  server = await serveCiIssuer(port, pino({ level: 'silent' }));
  // `::add-mask::` for the runner.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await closeStandIn(server);
});

async function beginJob(job: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${origin}/development/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(job),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Record<string, string>;
}

describe('the development issuer of CI tokens', () => {
  test("gives @actions/core's getIDToken a token that a trust rule takes", async () => {
    const ada = await makePrincipal('Ada');
    const rule = await createTrustRule(ada, {
      name: 'Usage job',
      issuer: origin,
      audience: 'tollgate',
      platform: 'github-actions',
      claims: { repository_id: '123', ref: 'refs/heads/main' },
      scopes: ['events:write'],
      mode: 'test',
    });
    Object.assign(process.env, await beginJob({ repository_id: '123' }));
    const response = await fetch(`${appOrigin()}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: await getIDToken('tollgate'),
        client_id: rule.id,
      }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    expect(await authenticate(access_token)).toMatchObject({ credentialId: rule.id });
  });

  test('writes the claims of a job as GitHub does', async () => {
    Object.assign(process.env, await beginJob({ repository_id: '7', environment: 'production' }));
    expect(decodeJwt(await getIDToken())).toMatchObject({
      iss: origin,
      aud: 'https://github.com/octo-org',
      sub: 'repo:octo-org/octo-app:environment:production',
      repository_id: '7',
      repository_owner: 'octo-org',
    });
  });

  test('answers only a job that is running', async () => {
    Object.assign(process.env, await beginJob({ repository_id: '7' }));
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'made-up';
    await expect(getIDToken('tollgate')).rejects.toThrow(/401/);
    const form = await fetch(`${origin}/development/jobs`, {
      method: 'POST',
      body: new URLSearchParams({ repository_id: '7' }),
    });
    expect(form.status).toBe(405);
  });
});
