import * as client from 'openid-client';
import { expect, test } from 'vitest';
import {
  authenticate,
  connect,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
} from '@/e2e/oauth/support/authorization-world';
import { missedBy, readingOrder, traceExecution } from '@/e2e/support/trace-execution';

/** A person lets an app in, and the app calls: what the README names is what that runs through. */

provideAuthorizationWorld();

test('the files of the authorization server are on the way', { timeout: 240_000 }, async () => {
  const execution = await traceExecution(async () => {
    const app = await makeThirdParty(await makePrincipal('Developer'));
    const ada = await makePrincipal('Ada');
    const tokens = await connect(app, ada);
    expect((await authenticate(tokens.access_token)).userId).toBe(ada.userId);
    await client.refreshTokenGrant(app.config, tokens.refresh_token ?? '');
  });
  const links = readingOrder('lib/auth/oauth/README.md', /^## Read in this order/).filter(
    ({ file }) => file.includes('oauth/authorization-server/'),
  );
  expect(links.length).toBeGreaterThan(2);
  expect(missedBy(execution, links)).toEqual([]);
});
