import { effectiveScopes, scopesOfRole } from '@/lib/auth/authorize';
import { findLiveSession, insertSession } from '@/lib/auth/oauth/session/session.repository';
import { createSessionToken, digestSessionToken } from '@/lib/auth/oauth/session/session-token';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Cell } from '../comparison';
import type { Style } from '../style';
import type { Walk } from '../walk';
import { type Lab, type Observation, toObservation } from './lab';
import { makeKey, withKey } from './make-key';
import { genuineCall } from './mtls/genuine-call';
import { codeFlow } from './oauth/code-flow';
import { agentFlow } from './oauth/run-agent';
import { jobFlow } from './oauth/run-job';
import { revokedThenStillConnected } from './mtls/run-connection';
import { anotherWorkloadsCertificate } from './mtls/run-identity';
import { keyWithoutTheScope, revokedKeyOnOpenConnection } from './run-key-use';
import { cookieAfterSignOut } from './run-session';

/** What the live diagram of a chapter runs. */
export const CHAPTER_RUNS: Readonly<Record<Style | Walk, (lab: Lab) => Promise<Observation>>> = {
  'api-key': oneCall,
  oauth: codeFlow,
  mtls: genuineCall,
  'ci-job': jobFlow,
  agent: agentFlow,
};

/** What each button of the comparison runs. Each answers with what was seen. */
export const CELL_RUNS: Readonly<Record<Cell['id'], (lab: Lab) => Promise<Observation>>> = {
  'api-key:credential': sameKeyTwice,
  'api-key:scope': (lab) => keyWithoutTheScope.run(lab, true),
  'api-key:revocation': (lab) => revokedKeyOnOpenConnection.run(lab, true),
  'oauth:credential': leftBehind,
  'oauth:scope': memberAndOwner,
  'oauth:revocation': (lab) => cookieAfterSignOut.run(lab, true),
  'mtls:credential': genuineCall,
  'mtls:scope': (lab) => anotherWorkloadsCertificate.run(lab, true),
  'mtls:revocation': (lab) => revokedThenStillConnected.run(lab, true),
};

async function oneCall(lab: Lab): Promise<Observation> {
  const { key } = await makeKey(lab.learner);
  return toObservation(await lab.send({ path: '/api/v1/meters', headers: withKey(key) }));
}

async function sameKeyTwice(lab: Lab): Promise<Observation> {
  const { key } = await makeKey(lab.learner);
  const request = { path: '/api/v1/me', headers: withKey(key) };
  const one = await lab.send(request);
  const two = await lab.send({ ...request, address: '192.0.2.44' });
  const same = one.status === 200 && one.comparable === two.comparable;
  const seen = same
    ? 'the same 53 characters twice, from two addresses, and the same answer to both'
    : 'two different answers';
  return { refused: !same, seen };
}

/** Signs no one in: a session of the learner's own, that ends with this run. */
async function leftBehind({ learner }: Lab): Promise<Observation> {
  const token = createSessionToken();
  const origin = { provider: null, address: null, userAgent: 'Tollgate attack lab' };
  const row = await insertSession(token, learner.userId, origin);
  noteStep(
    {
      name: 'session.cookie',
      from: 'web',
      to: 'browser',
      lane: 'who',
      text: 'Set an HttpOnly cookie',
      code: 'lib/auth/oauth/session/session-token.ts#createSessionToken',
    },
    `${token.length} characters, worth a session`,
  );
  const digest = Buffer.from(digestSessionToken(token)).toString('hex');
  noteStep(
    {
      name: 'session.row',
      from: 'web',
      to: 'database',
      lane: 'who',
      text: 'Keep its SHA-256, never the cookie',
      code: 'lib/auth/oauth/session/session-token.ts#digestSessionToken',
    },
    `${digest.slice(0, 16)}…, until ${row.expiresAt.toISOString()}`,
  );
  const { revokeSession } = await import('@/lib/auth/oauth/session/sessions');
  await revokeSession(learner, row.id);
  const gone = (await findLiveSession(token, null)) === null;
  return {
    refused: false,
    seen: `in the browser a random cookie, in the database its hash, no token of the provider anywhere${gone ? '' : '; the session of this run is still there'}`,
  };
}

async function memberAndOwner(): Promise<Observation> {
  const step = (role: 'owner' | 'member') =>
    traceStep(
      {
        name: `scope.${role}`,
        from: 'web',
        to: 'web',
        lane: 'may',
        text: `What may a credential with every scope do, made by a ${role}?`,
        code: 'lib/auth/authorize.ts#effectiveScopes',
      },
      () => effectiveScopes(ALL_SCOPES, role),
      (scopes) => `${scopes.size} of ${ALL_SCOPES.length} scopes`,
    );
  step('owner');
  const member = step('member');
  const missing = ALL_SCOPES.filter(
    (scope) => scopesOfRole('owner').has(scope) && !member.has(scope),
  );
  return {
    refused: false,
    seen: `a member’s credential lacks ${missing.join(' and ')}, whatever it asks for`,
  };
}
