import { sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Runner } from '../lab';
import { showVerdict } from '../show-verdict';
import { ADA, MALLORY } from './lab-issuer';
import { withSignIn } from './sign-in-fixture';

/** A01: the thief begins a sign-in of their own, and puts Ada's code into its end. */
export const stolenCode: Runner = {
  refusal: 'code-refused; no session',
  removal: 'No challenge is sent, and the provider asks for none, as the real GitHub would not.',
  run: (_lab, guarded) =>
    withSignIn(guarded ? {} : { checks: ['state'] }, async (fixture) => {
      const adas = await fixture.reachCallback(fixture.openBrowser(), 'github', ADA);
      const thief = fixture.openBrowser();
      const own = new URL(await fixture.reachCallback(thief, 'github', MALLORY));
      own.searchParams.set('code', new URL(adas).searchParams.get('code') ?? '');
      return fixture.openCallback(
        thief,
        own.toString(),
        'Open my own callback with Ada’s code in it',
      );
    }),
};

/** A03 */
export const stateChanged: Runner = {
  refusal: 'wrong-state; no session',
  removal: 'The sign-in checks PKCE only, which is what the library does by itself.',
  run: (_lab, guarded) =>
    withSignIn(guarded ? {} : { checks: ['pkce'] }, async (fixture) => {
      const browser = fixture.openBrowser();
      const callback = new URL(await fixture.reachCallback(browser, 'github', MALLORY));
      callback.searchParams.delete('state');
      return fixture.openCallback(
        browser,
        callback.toString(),
        'Open the callback without its state',
      );
    }),
};

/** A04: Ada's browser opens the end of Mallory's sign-in. */
export const loginCsrf: Runner = {
  refusal: 'invalid-check; no session',
  removal: 'Nothing ties the answer to the browser that asked: neither state nor PKCE.',
  run: (_lab, guarded) =>
    withSignIn(guarded ? {} : { checks: [] }, async (fixture) => {
      const link = await fixture.reachCallback(fixture.openBrowser(), 'github', MALLORY);
      return fixture.openCallback(
        fixture.openBrowser(),
        link,
        'Ada opens the link in her own browser',
      );
    }),
};

/** A07: the code of one provider is brought to the other, which is hostile. */
export const providerMixUp: Runner = {
  refusal: 'invalid-check; 0 codes reached the hostile provider',
  removal: 'Nothing remembers which provider was asked, and the answer does not say who gives it.',
  run: (_lab, guarded) =>
    withSignIn(guarded ? {} : { checks: [] }, async (fixture) => {
      const browser = fixture.openBrowser();
      const callback = await fixture.reachCallback(browser, 'github', ADA);
      const moved = new URL(callback.replace('/callback/github', '/callback/google'));
      if (!guarded) moved.searchParams.delete('iss');
      const code = moved.searchParams.get('code') ?? '';
      const { seen } = await fixture.openCallback(
        browser,
        moved.toString(),
        'The answer of one provider arrives at the callback of the other',
      );
      const stolen = fixture.issuers.google.broughtCodes.includes(code);
      if (stolen) {
        noteStep(
          {
            name: 'sign-in.leak',
            from: 'web',
            to: 'provider',
            lane: 'who',
            text: 'We bring the honest provider’s code to the hostile one',
          },
          'it has Ada’s code now',
        );
        return { refused: false, seen: 'the hostile provider has Ada’s code' };
      }
      const reason = seen.split(';')[0] ?? seen;
      return { refused: true, seen: `${reason}; 0 codes reached the hostile provider` };
    }),
};

/** A10: Mallory has an account elsewhere, with Ada's address. */
export const sameEmailElsewhere: Runner = {
  refusal: 'account-not-linked; no session',
  removal: 'Whoever comes with a known address is taken for its owner.',
  run: (_lab, guarded) =>
    withSignIn(
      guarded
        ? {}
        : {
            alter: ({ callbacks }, { admitByAddress }) => ({
              callbacks: { ...callbacks, signIn: admitByAddress },
            }),
          },
      async (fixture) => {
        const adas = fixture.openBrowser();
        const first = await fixture.reachCallback(adas, 'github', ADA);
        await fixture.openCallback(adas, first, 'Ada signs in, as always');
        const impostor = { ...MALLORY, email: ADA.email };
        const browser = fixture.openBrowser();
        const second = await fixture.reachCallback(browser, 'google', impostor);
        return fixture.openCallback(
          browser,
          second,
          'Mallory comes from elsewhere, with Ada’s address',
        );
      },
    ),
};

/** A17: a cookie that was planted before Ada signs in. */
export const sessionFixation: Runner = {
  refusal: 'a fresh cookie; the planted one opens nothing',
  removal: 'The sign-in goes on with the cookie that the browser brings.',
  run: (_lab, guarded) =>
    withSignIn(
      guarded ? {} : { alter: () => ({ session: { generateSessionToken: () => PLANTED } }) },
      async (fixture) => {
        const { name } = sessionCookie();
        const browser = fixture.openBrowser();
        const plant = {
          name: 'session.plant',
          from: 'client',
          to: 'browser',
          lane: 'work',
          text: 'Plant a session cookie in Ada’s browser',
        } as const;
        traceStep(plant, () => browser.setCookie(name, PLANTED));
        const callback = await fixture.reachCallback(browser, 'github', ADA);
        await fixture.openCallback(browser, callback, 'Ada signs in');
        const whose = await showVerdict(
          {
            name: 'session.use',
            from: 'client',
            to: 'web',
            lane: 'who',
            text: 'Use the cookie that was planted',
            code: 'lib/auth/oauth/session/session-token.ts#createSessionToken:randomBytes',
          },
          async () => {
            const owner = fixture.people.whoIs(PLANTED);
            return owner
              ? { refused: false, seen: `the planted cookie is ${owner}’s session` }
              : { refused: true, seen: 'no such session' };
          },
        );
        if (!whose.refused) return whose;
        const fresh = browser.cookie(name) !== PLANTED;
        const seen = `${fresh ? 'a fresh' : 'the same'} cookie; the planted one opens nothing`;
        return { refused: true, seen };
      },
    ),
};

const PLANTED = 'planted-by-the-attacker';
