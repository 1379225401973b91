import {
  disconnectApp,
  listConnectedApps,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import type { Lab } from '../lab';
import { type DrillResult, type Measured, measureRevocation } from '../measure-revocation';
import { type AuthorizationFixture, withAuthorizationServer } from './authorization-fixture';
import { callWithToken, connectApp, sayAnswer } from './oauth-step';

/** The learner takes back what they allowed an app; the app goes on calling. */
export async function drillGrant(lab: Lab): Promise<DrillResult> {
  const measured = await onStage(lab, async (fixture) => {
    const { tokens } = await connectApp(fixture);
    const [grant] = await listConnectedApps(lab.learner);
    const call = async () => {
      const { refused, seen } = await callWithToken(lab, tokens.body.access_token);
      return refused ? seen : null;
    };
    return measureRevocation(call, () => disconnectApp(lab.learner, grant?.id ?? ''));
  });
  return { style: 'oauth', credential: 'Grant', act: 'Disconnected by its person', ...measured };
}

/** The app revokes its refresh token; a thief with a copy keeps refreshing. @see RFC 7009 */
export async function drillRefreshToken(lab: Lab): Promise<DrillResult> {
  const measured = await onStage(lab, async (fixture) => {
    const { tokens } = await connectApp(fixture);
    let current = String(tokens.body.refresh_token);
    const call = async () => {
      const form = { grant_type: 'refresh_token', refresh_token: current };
      const answer = await fixture.post('/token', form);
      if (answer.status !== 200) return sayAnswer(answer);
      current = String(answer.body.refresh_token);
      return null;
    };
    return measureRevocation(call, () => fixture.post('/revoke', { token: current }));
  });
  const act = 'Given back by the app at /oauth/revoke';
  return { style: 'oauth', credential: 'Refresh token', act, ...measured };
}

async function onStage(
  lab: Lab,
  play: (fixture: AuthorizationFixture) => Promise<Measured>,
): Promise<Measured> {
  let measured: Measured | undefined;
  await withAuthorizationServer(lab, {}, async (fixture) => {
    measured = await play(fixture);
    return { refused: true, seen: measured.refusal };
  });
  if (!measured) throw new Error('The drill did not run');
  return measured;
}
