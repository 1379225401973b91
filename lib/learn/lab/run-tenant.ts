import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { effectiveScopes, scopesOfRole } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { ProblemError } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { traceStep } from '@/lib/trace/trace-step';
import { createMeter } from '@/lib/usage/create-meter';
import { listMeters } from '@/lib/usage/list-meters';
import { type Runner, toObservation } from './lab';
import { makeKey, withKey } from './make-key';

const PARALLEL = 20;

/** A35: the neighbour's key id is real, the other id never existed. */
export const anotherTenantsId: Runner = {
  refusal: '404 not-found, as for an id that never existed',
  removal: 'The query asks for the id alone, without the workspace.',
  async run(lab, guarded) {
    const { id } = await makeKey(lab.neighbour);
    const { key } = await makeKey(lab.learner, { scopes: ['keys:read', 'keys:write'] });
    const revoke = (target: string) => ({
      method: 'POST' as const,
      path: `/api/v1/api-keys/${target}/revoke`,
      headers: withKey(key),
      body: {},
    });
    const never = await lab.send(revoke('00000000'));
    const theirs = await lab.send({
      ...revoke(id),
      ...(guarded ? {} : { without: 'tenant' as const }),
    });
    if (theirs.status === 404 && theirs.comparable === never.comparable) {
      return { refused: true, seen: '404 not-found, as for an id that never existed' };
    }
    return toObservation(theirs);
  },
};

/** A36: with the guard away the body is copied over what the server knows. */
export const fieldsNotAskedFor: Runner = {
  refusal: '422 validation-failed',
  removal: 'The body is copied field by field over what the server knows of the caller.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner, { scopes: ['meters:read', 'meters:write'] });
    const meter = `lab_${newId().slice(-12)}`;
    const body = {
      key: meter,
      name: 'Mine',
      aggregation: 'count',
      workspaceId: lab.neighbour.workspaceId,
    };
    const answer = await lab.send({
      method: 'POST',
      path: '/api/v1/meters',
      headers: withKey(key),
      body,
      ...(guarded ? {} : { without: 'fields' as const }),
    });
    if (answer.status >= 400) return toObservation(answer);
    const theirs = await listMeters(lab.neighbour);
    const arrived = theirs.data.some((one) => one.key === meter);
    return {
      refused: !arrived,
      seen: arrived ? 'the meter is in the neighbour’s workspace' : 'no effect',
    };
  },
};

/** A37 */
export const keyMakesAStrongerKey: Runner = {
  refusal: '403 scope-escalation',
  removal: 'The rights are taken from the key’s owner instead of the key.',
  async run(lab, guarded) {
    const { id } = await makeKey(lab.learner, { scopes: ['keys:read', 'keys:write'] });
    const weak: Principal = {
      ...lab.learner,
      credential: 'api-key',
      credentialId: id,
      scopes: effectiveScopes(['keys:read', 'keys:write'], lab.learner.role),
    };
    const mistaken: Principal = { ...lab.learner, scopes: scopesOfRole(lab.learner.role) };
    return traceStep(
      {
        name: 'lab.escalate',
        from: 'client',
        to: 'web',
        lane: 'may',
        text: 'The weak key asks for a key with every scope',
        code: 'lib/auth/api-key/api-key-policy.ts#refuseStronger:scopes',
      },
      () =>
        issueApiKey(guarded ? weak : mistaken, {
          name: 'Stronger',
          scopes: [...ALL_SCOPES],
          mode: 'test',
          expiresInSeconds: 60,
        }),
    ).then(
      ({ view }) => ({ refused: false, seen: `a key with ${view.scopes.length} scopes` }),
      (error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        return { refused: true, seen: `${error.status} ${error.slug}` };
      },
    );
  },
};

/** A38 */
export const sameThingTwice: Runner = {
  refusal: '1 of 20 accepted',
  removal: 'The event has no id of its own: the server gives each arrival a new one.',
  async run(lab, guarded) {
    const meter = `lab_${newId().slice(-12)}`;
    await createMeter(lab.learner, { key: meter, name: 'Lab', aggregation: 'sum' });
    const { key } = await makeKey(lab.learner);
    const id = newId();
    const answers = await Promise.all(
      Array.from({ length: PARALLEL }, () =>
        lab.send({
          method: 'POST',
          path: '/api/v1/events',
          headers: withKey(key),
          body: { events: [{ id: guarded ? id : newId(), meter, quantity: 1 }] },
        }),
      ),
    );
    const accepted = answers.reduce((sum, { body }) => sum + acceptedOf(body), 0);
    return { refused: accepted === 1, seen: `${accepted} of ${PARALLEL} accepted` };
  },
};

function acceptedOf(body: unknown): number {
  const accepted =
    body !== null && typeof body === 'object' && 'accepted' in body ? body.accepted : 0;
  return typeof accepted === 'number' ? accepted : 0;
}
