import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { revokeSession } from '@/lib/auth/oauth/session/sessions';
import { findLiveSession, insertSession } from '@/lib/auth/oauth/session/session.repository';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import type { Lab } from './lab';
import { makeKey, withKey } from './make-key';
import { type DrillResult, type Measured, measureRevocation } from './measure-revocation';
import { openConnection } from './mtls/lab-client';
import { toIdentity } from './mtls/lab-server';
import { withFixture } from './mtls/fixture';
import { drillGrant, drillRefreshToken } from './oauth/drill-grant';

/** Ends one credential of each kind and measures how long it still lives. */
export async function runRevocationDrill(lab: Lab): Promise<DrillResult[]> {
  return [
    await drillKey(lab),
    await drillSession(lab),
    await drillGrant(lab),
    await drillRefreshToken(lab),
    await drillCertificate(),
  ];
}

async function drillKey(lab: Lab): Promise<DrillResult> {
  const { key, id } = await makeKey(lab.learner);
  const call = async () => {
    const { status, problem } = await lab.send({ path: '/api/v1/me', headers: withKey(key) });
    return status === 200 ? null : `${status} ${problem}`;
  };
  const measured = await measureRevocation(call, () => revokeApiKey(lab.learner, id));
  return { style: 'api-key', credential: 'API key', act: 'Revoked in Settings', ...measured };
}

async function drillSession({ learner }: Lab): Promise<DrillResult> {
  const token = createSessionToken();
  const origin = { provider: null, address: null, userAgent: 'Tollgate attack lab' };
  const { id } = await insertSession(token, learner.userId, origin);
  const call = async () => ((await findLiveSession(token, null)) ? null : 'no such session');
  const measured = await measureRevocation(call, () => revokeSession(learner, id));
  return { style: 'oauth', credential: 'Session', act: 'Ended in Settings', ...measured };
}

async function drillCertificate(): Promise<DrillResult> {
  let measured: Measured | undefined;
  await withFixture({}, async ({ authority, papers, server, issue }) => {
    const stolen = await issue();
    const connection = await openConnection(server.port, authority, stolen);
    if ('kind' in connection) throw new Error(`The genuine connection failed: ${connection.alert}`);
    const call = async () => {
      const seen = await connection.request();
      if (seen.kind === 'closed') return 'closed';
      return seen.status === 200 ? null : `${seen.status} ${server.reasons.at(-1)}`;
    };
    measured = await measureRevocation(call, async () =>
      server.publish(await toIdentity(papers, authority, await authority.revoke(stolen.serial))),
    );
    connection.close();
    return { refused: true, seen: measured.refusal };
  });
  if (!measured) throw new Error('The drill did not run');
  const act = 'Put on the revocation list, with its connection open';
  return { style: 'mtls', credential: 'Certificate', act, ...measured };
}
