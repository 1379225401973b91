import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { answerBinding, answerRefresh } from '@/lib/auth/oauth/session/device/bind-session';
import { createChallenge } from '@/lib/auth/oauth/session/device/device-proof';
import { deviceCookie } from '@/lib/auth/oauth/session/session-cookie';
import {
  deleteSessionByToken,
  findLiveSession,
  insertSession,
} from '@/lib/auth/oauth/session/session.repository';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import { traceStep } from '@/lib/trace/trace-step';
import type { Lab, Observation } from './lab';
import { endBindingGrace } from './sandbox.repository';

const ORIGIN = { provider: null, address: null, userAgent: 'Tollgate attack lab' };

type Device = { sign: (challenge: string) => Promise<string> };

/**
 * A session that a browser has bound to its key. The thief has its cookie, and then also the short-
 * lived one, with a key of their own.
 */
export async function stolenBoundCookie({ learner }: Lab): Promise<Observation> {
  const token = createSessionToken();
  const { id } = await insertSession(token, learner.userId, ORIGIN);
  try {
    const owner = await makeDevice();
    const device = await bind(id, owner);
    const both = await present('The owner uses both cookies', token, device);
    const alone = await present('Use the copied session cookie', token);
    const thief = await refresh('Refresh with a key of the thief’s', id, await makeDevice());
    const again = await refresh('The owner’s browser refreshes', id, owner);
    return {
      refused: alone === 'no session' && thief !== 200,
      seen: `its owner: ${both}; the session cookie alone: ${alone}; a refresh with another key: ${thief}; the owner’s refresh: ${again}`,
    };
  } finally {
    await deleteSessionByToken(token);
  }
}

async function makeDevice(): Promise<Device> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    sign: (challenge) =>
      new SignJWT({ jti: challenge })
        .setProtectedHeader({ alg: 'ES256', typ: 'dbsc+jwt', jwk })
        .sign(privateKey),
  };
}

/** @returns the value of the device cookie. */
function bind(id: string, device: Device): Promise<string | undefined> {
  return traceStep(
    {
      name: 'session.bind',
      from: 'browser',
      to: 'web',
      lane: 'who',
      text: 'POST /session/device: a public key and the signed challenge of the sign-in',
      code: 'lib/auth/oauth/session/device/bind-session.ts#answerBinding:insertSessionDevice',
    },
    async () => {
      const proof = await device.sign(await createChallenge('bind', id));
      const answer = await answerBinding(toRequest({ 'secure-session-response': proof }));
      await endBindingGrace(id);
      const cookie = answer.headers.get('set-cookie') ?? '';
      return cookie.slice(deviceCookie().name.length + 1).split(';', 1)[0];
    },
    (cookie) => (cookie ? 'bound' : 'refused'),
  );
}

function present(text: string, token: string, device?: string): Promise<string> {
  return traceStep(
    {
      name: 'session.look-up',
      from: 'client',
      to: 'web',
      lane: 'who',
      text,
      code: 'lib/auth/oauth/session/session.repository.ts#findLiveSession:isProvedLately',
    },
    async () => {
      const session = await findLiveSession(token, null, { device });
      return session ? 'signed in' : 'no session';
    },
    (seen) => seen,
  );
}

function refresh(text: string, id: string, device: Device): Promise<number> {
  return traceStep(
    {
      name: 'session.refresh',
      from: 'client',
      to: 'web',
      lane: 'who',
      text,
      code: 'lib/auth/oauth/session/device/device-proof.ts#verifyDeviceProof:jwtVerify',
    },
    async () => {
      const proof = await device.sign(await createChallenge('refresh', id));
      const headers = { 'sec-secure-session-id': id, 'secure-session-response': proof };
      return (await answerRefresh(toRequest(headers))).status;
    },
    String,
  );
}

function toRequest(headers: Record<string, string>) {
  return { headers: new Headers(headers), cookie: () => undefined };
}
