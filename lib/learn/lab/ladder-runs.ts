import { fromRequest } from '@/lib/http/fetch-message';
import { getEnv } from '@/lib/env';
import { toProblem } from '@/lib/http/to-problem';
import { newRequestId } from '@/lib/http/client-context';
import { traceStep } from '@/lib/trace/trace-step';
import type { TheftId } from '../ladder/thefts';
import type { Lab, Observation } from './lab';
import { toObservation } from './lab';
import { makeKey, withKey } from './make-key';
import { certificateWithoutItsKey } from './mtls/run-connection';
import { anotherWorkloadsCertificate } from './mtls/run-identity';
import { jobTokenUsedTwice } from './oauth/run-job';
import { stolenBoundToken } from './oauth/run-bound-token';
import { replayedProof, stolenBoundKey } from './run-bound-key';
import { stolenBoundCookie } from './run-bound-session';
import { keyFromWrongAddress } from './run-key-use';
import { authenticateAgentWith } from './without';

/** What the buttons of the ladder run. Each steals a credential, uses it, and says what was seen. */
export const LADDER_RUNS: Readonly<Record<TheftId, (lab: Lab) => Promise<Observation>>> = {
  'bearer-key': stolenBearerKey,
  'key-with-addresses': (lab) => keyFromWrongAddress.run(lab, true),
  'key-at-mcp': keyAtMcp,
  'bound-key': (lab) => stolenBoundKey.run(lab, true),
  'bound-key-replayed': (lab) => replayedProof.run(lab, true),
  'bound-token': (lab) => stolenBoundToken.run(lab, true),
  'job-identity': (lab) => jobTokenUsedTwice.run(lab, true),
  'bound-session': stolenBoundCookie,
  certificate: (lab) => certificateWithoutItsKey.run(lab, true),
  'other-certificate': (lab) => anotherWorkloadsCertificate.run(lab, true),
};

const THIEF = '203.0.113.66';

/** The one theft that works. */
async function stolenBearerKey(lab: Lab): Promise<Observation> {
  const { key } = await makeKey(lab.learner);
  const request = { path: '/api/v1/me', headers: withKey(key) };
  const owner = toObservation(await lab.send(request));
  const thief = toObservation(await lab.send({ ...request, address: THIEF }));
  return { refused: thief.refused, seen: `its owner: ${owner.seen}; the thief: ${thief.seen}` };
}

/** The endpoint for agents, asked with an API key. */
async function keyAtMcp(lab: Lab): Promise<Observation> {
  const { key } = await makeKey(lab.learner);
  const headers = { authorization: `Bearer ${key}` };
  const request = new Request(new URL('/mcp', getEnv().APP_URL), { method: 'POST', headers });
  const context = { address: THIEF, requestId: newRequestId(), userAgent: 'Tollgate attack lab' };
  const step = {
    name: 'mcp.authenticate',
    from: 'client',
    to: 'web',
    lane: 'who',
    text: 'POST /mcp with an API key',
    code: 'lib/api/mcp/authenticate-agent.ts#authenticateAgent:invalidToken',
  } as const;
  return traceStep(
    step,
    async () => {
      try {
        await authenticateAgentWith(fromRequest(request), context);
        return { refused: false, seen: '200 OK' };
      } catch (error) {
        const { status, slug } = toProblem(error);
        return { refused: true, seen: `${status} ${slug}` };
      }
    },
    ({ seen }) => seen,
  );
}
