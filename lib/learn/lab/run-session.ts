import { jwtVerify, SignJWT } from 'jose';
import { revokeSession } from '@/lib/auth/oauth/session/sessions';
import { findLiveSession, insertSession } from '@/lib/auth/oauth/session/session.repository';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import { ownUrl } from '@/lib/auth/oauth/sign-in/own-url';
import { getEnv } from '@/lib/env';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Lab, Runner } from './lab';

const ORIGIN = { provider: null, address: null, userAgent: 'Tollgate attack lab' };
const HOUR_SECONDS = 3_600;

/** A20: with the guard away, the cookie is a signed statement that no one has to look up. */
export const cookieAfterSignOut: Runner = {
  refusal: 'no session: the row is gone',
  removal: 'The cookie is a signed token with an end date, and nothing is kept on the server.',
  run: (lab, guarded) => (guarded ? replayRow(lab) : replaySignedCookie(lab)),
};

/** A06: eight ways to write a foreign address so that it looks local. */
export const openRedirect: Runner = {
  refusal: '0 of 8 lead away',
  removal: 'Whatever does not begin with http counts as local.',
  async run(_lab, guarded) {
    const home = new URL(getEnv().APP_URL);
    const away = FOREIGN.filter((wanted) => {
      const target = traceStep(
        {
          name: 'session.return',
          from: 'browser',
          to: 'web',
          lane: 'may',
          text: `After the sign-in, go to ${wanted}`,
          code: 'lib/auth/oauth/sign-in/own-url.ts#ownUrl:origin',
        },
        () => (guarded ? ownUrl(wanted) : believe(wanted, home)),
        (url) => `goes to ${new URL(url).host || url}`,
      );
      return new URL(target).origin !== home.origin;
    });
    const seen = `${away.length} of ${FOREIGN.length} lead away`;
    return { refused: away.length === 0, seen };
  },
};

const FOREIGN = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  'https:evil.example',
  'javascript:alert(1)',
  '\thttps://evil.example/',
  'http://localhost:3000@evil.example/',
  '/%09//evil.example',
];

function believe(wanted: string, home: URL): string {
  return wanted.startsWith('http') ? home.toString() : new URL(wanted, home).toString();
}

async function replayRow({ learner }: Lab) {
  const token = createSessionToken();
  const { id } = await insertSession(token, learner.userId, ORIGIN);
  const look = (text: string) =>
    traceStep(
      {
        name: 'session.look-up',
        from: 'client',
        to: 'web',
        lane: 'who',
        text,
        code: 'lib/auth/oauth/session/session.repository.ts#findLiveSession:!row',
      },
      () => findLiveSession(token, null),
      (session) => (session ? `it is ${session.user.name}` : 'no such session'),
    );
  await look('Use the copied cookie');
  await traceStep(
    { name: 'session.end', from: 'browser', to: 'web', lane: 'work', text: 'The owner signs out' },
    () => revokeSession(learner, id),
  );
  const late = await look('Use it again');
  return late
    ? { refused: false, seen: 'a live session' }
    : { refused: true, seen: 'no session: the row is gone' };
}

async function replaySignedCookie({ learner }: Lab) {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const expires = Math.floor(Date.now() / 1000) + HOUR_SECONDS;
  const cookie = await new SignJWT({ sub: learner.userId })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(secret);
  noteStep({
    name: 'session.end',
    from: 'browser',
    to: 'web',
    lane: 'work',
    text: 'The owner signs out: their copy of the cookie is deleted',
  });
  const { payload } = await traceStep(
    {
      name: 'session.look-up',
      from: 'client',
      to: 'web',
      lane: 'who',
      text: 'Use the copied cookie',
    },
    () => jwtVerify(cookie, secret),
    () => 'signature right, not expired',
  );
  return {
    refused: false,
    seen: `a live session until ${new Date((payload.exp ?? 0) * 1000).toISOString()}`,
  };
}
