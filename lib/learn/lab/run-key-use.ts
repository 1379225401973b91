import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import { compileAddressRanges } from '@/lib/http/address-range';
import { resolveClientAddress } from '@/lib/http/client-address';
import { newId } from '@/lib/public-id';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import { createMeter } from '@/lib/usage/create-meter';
import { type Lab, type LabAnswer, type Runner, toObservation } from './lab';
import { makeKey, withKey } from './make-key';

const HOME = '198.51.100.7';
const BUILD_SERVER = '203.0.113.7';
const ME = '/api/v1/me';

const owner = (name: string, text: string) =>
  ({ name, from: 'browser', to: 'web', lane: 'work', text }) as const;

/** A22: the live event exists, and the test key asks for it. */
export const testKeyOnLiveData: Runner = {
  refusal: '200 with 0 live events',
  removal: 'The pipeline believes a parameter ?mode= instead of the key.',
  async run(lab, guarded) {
    const id = await storeLiveEvent(lab);
    const { key } = await makeKey(lab.learner, { mode: 'test' });
    const headers = withKey(key);
    const asked = await lab.send({
      path: '/api/v1/events?mode=live',
      headers,
      ...(guarded ? {} : { without: 'mode' as const }),
    });
    // The API knows no such parameter; what is left is to ask without it.
    const answer =
      asked.status === 422 ? await lab.send({ path: '/api/v1/events', headers }) : asked;
    const found = countEvents(answer, id);
    return { refused: found === 0, seen: `${answer.status} with ${found} live events` };
  },
};

/** A23 */
export const keyWithoutTheScope: Runner = {
  refusal: '403 insufficient-scope',
  removal: 'The check “scope” is left out of the table.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner, { scopes: ['usage:read'] });
    const request = { path: '/api/v1/meters', headers: withKey(key) };
    return toObservation(
      await lab.send({ ...request, ...(guarded ? {} : { without: 'scope' as const }) }),
    );
  },
};

/** A24 */
export const expiredKey: Runner = {
  refusal: '401 key-expired',
  removal: 'The check “expiry-and-revocation” is left out of the table.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner, { expiresInSeconds: 1 });
    await traceStep(owner('lab.wait', 'Its last second passes'), () => wait(1_050));
    return ask(lab, key, guarded);
  },
};

/** A25 */
export const revokedKeyOnOpenConnection: Runner = {
  refusal: '401 key-revoked',
  removal: 'The check “expiry-and-revocation” is left out, as if it had been made when connecting.',
  async run(lab, guarded) {
    const { key, id } = await makeKey(lab.learner);
    await lab.send({ path: ME, headers: withKey(key) });
    await traceStep(owner('lab.revoke', 'The owner revokes the key'), () =>
      revokeApiKey(lab.learner, id),
    );
    return ask(lab, key, guarded);
  },
};

/** A26 */
export const rolledKeyAfterOverlap: Runner = {
  refusal: '401 key-rolled',
  removal: 'The check “expiry-and-revocation” is left out: the old secret still matches.',
  async run(lab, guarded) {
    const { key, id } = await makeKey(lab.learner);
    const rolled = await traceStep(owner('lab.roll', 'The owner rolls it, with no overlap'), () =>
      rollApiKey(lab.learner, id, { overlap: '0' }),
    );
    await lab.send({ path: ME, headers: withKey(rolled.key) });
    return ask(lab, key, guarded);
  },
};

/** A27 */
export const keyFromWrongAddress: Runner = {
  refusal: '403 ip-not-allowed',
  removal: 'The check “address” is left out of the table.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner, { allowedCidrs: [`${BUILD_SERVER}/32`] });
    const request = { path: ME, headers: withKey(key), address: HOME };
    return toObservation(
      await lab.send({ ...request, ...(guarded ? {} : { without: 'address' as const }) }),
    );
  },
};

/** A28: the front door's own function works the address out, from a forged header. */
export const forgedForwardedFor: Runner = {
  refusal: '403 ip-not-allowed',
  removal: 'Every peer counts as a trusted proxy, so its X-Forwarded-For is believed.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner, { allowedCidrs: [`${BUILD_SERVER}/32`] });
    const trusted = compileAddressRanges(guarded ? [] : [`${HOME}/32`]);
    const address = resolveClientAddress(HOME, [BUILD_SERVER], trusted);
    noteStep(
      {
        name: 'edge.address',
        from: 'web',
        to: 'web',
        lane: 'who',
        text: 'Whose address is it?',
        code: 'lib/http/client-address.ts#resolveClientAddress:while',
      },
      `socket ${HOME}, header ${BUILD_SERVER}: ${address}`,
    );
    const forged = {
      'x-forwarded-for': BUILD_SERVER,
      forwarded: `for=${BUILD_SERVER}`,
      'x-real-ip': BUILD_SERVER,
    };
    return toObservation(
      await lab.send({ path: ME, headers: { ...withKey(key), ...forged }, address }),
    );
  },
};

async function ask(lab: Lab, key: string, guarded: boolean) {
  const without = guarded ? {} : { without: 'expiry-and-revocation' as const };
  return toObservation(await lab.send({ path: ME, headers: withKey(key), ...without }));
}

async function storeLiveEvent(lab: Lab): Promise<string> {
  const meter = `lab_${newId().slice(-12)}`;
  const live = { ...lab.learner, mode: 'live' as const };
  await createMeter(live, { key: meter, name: 'Lab', aggregation: 'count' });
  const { key } = await makeKey(lab.learner, { mode: 'live' });
  const event = { id: newId(), meter, quantity: 1 };
  await lab.send({
    method: 'POST',
    path: '/api/v1/events',
    headers: withKey(key),
    body: { events: [event] },
  });
  return event.id;
}

function countEvents({ body }: LabAnswer, id: string): number {
  const data = body !== null && typeof body === 'object' && 'data' in body ? body.data : [];
  return Array.isArray(data) ? data.filter((event) => event.id === id).length : 0;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
