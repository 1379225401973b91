import { expect, test } from 'vitest';
import { connect, makeOwner, provideConnectionWorld } from '@/e2e/oauth/support/connection-world';
import { missedBy, readingOrder, traceExecution } from '@/e2e/support/trace-execution';
import { db } from '@/lib/db';

/** An owner connects Slack, and its token is used once it is due for renewal. */

provideConnectionWorld();

test('the files of connections are on the way', { timeout: 240_000 }, async () => {
  const { principal } = await makeOwner();
  const execution = await traceExecution(async () => {
    const { callSlack } = await import('@/lib/auth/oauth/connections/slack-api');
    const { withConnection } = await import('@/lib/auth/oauth/connections/with-connection');
    const id = await connect(principal, 'slack');
    const accessTokenExpiresAt = new Date();
    await db().connection.update({ where: { id }, data: { accessTokenExpiresAt } });
    await withConnection(id, (token) => callSlack(token, 'auth.test'));
  });
  const links = readingOrder('lib/auth/oauth/README.md', /^## Read in this order/).filter(
    ({ file }) => file.includes('oauth/connections/'),
  );
  expect(links.length).toBeGreaterThan(4);
  expect(missedBy(execution, links)).toEqual([]);
});
