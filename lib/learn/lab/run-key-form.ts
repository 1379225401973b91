import { newApiKeyId, mintApiKey } from '@/lib/auth/api-key/key-format';
import { noteStep } from '@/lib/trace/trace-step';
import { type LabAnswer, type Runner, toObservation } from './lab';
import { makeKey, withKey } from './make-key';

const ME = '/api/v1/me';
/** More than the failures that one address may make in its window. */
const GUESSES = 210;

/** A29 */
export const keyInTheUrl: Runner = {
  refusal: '400 credential-in-url',
  removal: 'The pipeline takes the key out of the query, as many APIs do.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const path = `${ME}?api_key=${key}`;
    return toObservation(
      await lab.send({ path, ...(guarded ? {} : { without: 'credential-in-url' as const }) }),
    );
  },
};

/** A31: each guess has a right checksum, so that only the limit can stop it. */
export const guessingKeys: Runner = {
  refusal: '429 rate-limited',
  removal: 'The check “address-rate” is left out: every guess is looked at.',
  async run(lab, guarded) {
    const address = `198.18.${byte()}.${byte()}`;
    let last: LabAnswer | undefined;
    for (let guess = 0; guess < GUESSES; guess += 1) {
      last = await lab.send({
        path: ME,
        headers: withKey(mintApiKey('test', newApiKeyId())),
        address,
        ...(guarded ? {} : { without: 'address-rate' as const }),
      });
      if (last.status === 429) break;
    }
    const seen = last ? `${last.status} ${last.problem}` : 'nothing';
    return { refused: last?.status === 429, seen };
  },
};

/** A33 */
export const twoCredentialsAtOnce: Runner = {
  refusal: '400 ambiguous-credentials',
  removal: 'The first credential that is found is used, and the second ignored.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const { key: other } = await makeKey(lab.learner, { scopes: ['usage:read'] });
    const headers = { ...withKey(key), authorization: `Bearer ${other}` };
    return toObservation(
      await lab.send({ path: ME, headers, ...(guarded ? {} : { without: 'ambiguity' as const }) }),
    );
  },
};

/** A34: the cookie holds a perfectly good key. */
export const keyAsSession: Runner = {
  refusal: '401 missing-credential',
  removal: 'The API reads cookies too. Any page on the web can now make a browser call it.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const headers = { cookie: `tollgate.session=${key}` };
    return toObservation(
      await lab.send({
        path: ME,
        headers,
        ...(guarded ? {} : { without: 'header-only' as const }),
      }),
    );
  },
};

/** A51 */
export const forgedProxyIdentity: Runner = {
  refusal: '401 missing-credential',
  removal: 'The pipeline believes X-User-Id, as if only our own proxy could write it.',
  async run(lab, guarded) {
    noteStep({
      name: 'lab.forge',
      from: 'client',
      to: 'client',
      lane: 'who',
      text: 'Write the headers that a proxy would write',
    });
    const headers = {
      'x-user-id': lab.learner.userId,
      'x-forwarded-client-cert': 'URI=spiffe://tollgate.local/web',
      'x-middleware-subrequest': 'middleware',
    };
    return toObservation(
      await lab.send({
        path: ME,
        headers,
        ...(guarded ? {} : { without: 'forged-identity' as const }),
      }),
    );
  },
};

/** A59: the database is away while a key has to be looked up. */
export const failOpen: Runner = {
  refusal: '503 dependency-unavailable',
  removal: 'What the look-up throws is swallowed, and the caller is taken for the owner.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const request = { path: ME, headers: withKey(key), broken: 'database' as const };
    return toObservation(
      await lab.send({ ...request, ...(guarded ? {} : { without: 'fail-closed' as const }) }),
    );
  },
};

/** A60 */
export const resourceAbuse: Runner = {
  refusal: '422 validation-failed',
  removal: 'The fields are taken as they come: the database is asked for all rows.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const path = '/api/v1/events?limit=1000000000';
    return toObservation(
      await lab.send({
        path,
        headers: withKey(key),
        ...(guarded ? {} : { without: 'fields' as const }),
      }),
    );
  },
};

function byte(): number {
  return 1 + Math.floor(Math.random() * 254);
}
