import { noteStep } from '@/lib/trace/trace-step';
import type { Lab, LabRequest, Observation, Runner } from './lab';
import { toObservation } from './lab';
import { makeKey, withKey } from './make-key';
import { makeProver, proveCall } from './prove-call';
import { joinObservations } from './show-verdict';

const ME = '/api/v1/me';

/** A61: the thief has the key, and at best a pair of their own. */
export const stolenBoundKey: Runner = {
  refusal:
    'its owner: 200 OK; the key alone: 401 proof-required; with another pair: 401 invalid-dpop-proof',
  removal: 'The check “proof” is left out of the table.',
  async run(lab, guarded) {
    const { key, prover } = await makeBoundKey(lab);
    if (!guarded) return call(lab, 'the key alone', plain(key), 'proof');
    const owner = await call(lab, 'its owner', await proveCall(key, prover));
    const alone = await call(lab, 'the key alone', plain(key));
    const { prover: thief } = await makeProver();
    const other = await call(lab, 'with another pair', await proveCall(key, thief));
    return { ...joinObservations([alone, other]), seen: join(owner, alone, other) };
  },
};

/** A62: the thief has the key and the proof of a call that its owner made. */
export const replayedProof: Runner = {
  refusal: 'its owner: 200 OK; the same request again: 401 invalid-dpop-proof',
  removal: 'Accepted proofs are not remembered.',
  async run(lab, guarded) {
    const { key, prover } = await makeBoundKey(lab);
    const request = await proveCall(key, prover);
    const owner = await call(lab, 'its owner', request);
    noteStep(
      {
        name: 'lab.copy',
        from: 'client',
        to: 'client',
        lane: 'work',
        text: 'Copy the whole request from the log of a proxy',
      },
      'the key and its proof',
    );
    const again = await call(
      lab,
      'the same request again',
      request,
      guarded ? undefined : 'proof-replay',
    );
    return { refused: again.refused, seen: join(owner, again) };
  },
};

async function makeBoundKey(lab: Lab) {
  const { prover, publicKey } = await makeProver();
  const { key } = await makeKey(lab.learner, { publicKey });
  return { key, prover };
}

const plain = (key: string): LabRequest => ({ path: ME, headers: withKey(key) });

async function call(
  lab: Lab,
  who: string,
  request: LabRequest,
  without?: LabRequest['without'],
): Promise<Observation> {
  const answer = await lab.send({ ...request, ...(without ? { without } : {}) });
  const { refused, seen } = toObservation(answer);
  return { refused, seen: `${who}: ${seen}` };
}

const join = (...observations: Observation[]) => observations.map(({ seen }) => seen).join('; ');
