import { skipCSRFCheck } from '@auth/core';
import type { NextAuthConfig } from 'next-auth';
import { sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import { getEnv } from '@/lib/env';
import type { Runner, Observation } from '../lab';
import { joinObservations, showVerdict } from '../show-verdict';
import { ADA } from './lab-issuer';
import { withSignIn } from './sign-in-fixture';

const EVIL = 'https://evil.example';

/** A19: a form on another site that would sign Ada out here, in two browsers. */
export const crossSiteForm: Runner = {
  refusal: 'a browser of today: the cookie stays behind; an old browser: missing-csrf',
  removal: 'The cookie goes along from everywhere, and no token of ours is asked for.',
  run: (_lab, guarded) =>
    withSignIn(guarded ? {} : { alter: trustEverySite }, async (fixture) => {
      const { name } = sessionCookie();
      const browser = fixture.openBrowser();
      const callback = await fixture.reachCallback(browser, 'github', ADA);
      await fixture.openCallback(browser, callback, 'Ada signs in');
      const token = browser.cookie(name);
      const post = (who: string, knowsSameSite: boolean): Promise<Observation> =>
        showVerdict(
          {
            name: 'session.cross-site',
            from: 'browser',
            to: 'web',
            lane: 'who',
            text: `${EVIL} makes ${who} post “sign out” to us`,
            code: 'lib/auth/oauth/session/session-cookie.ts#cookie:httpOnly',
          },
          async () => {
            const sent = !knowsSameSite || /samesite=none/i.test(browser.attributesOf(name));
            const url = `${getEnv().APP_URL}/api/auth/signout`;
            const response = await browser.postFrom(EVIL, url, {}, knowsSameSite);
            if (!fixture.people.whoIs(token)) {
              return { refused: false, seen: 'Ada was signed out by another site' };
            }
            const location = response.headers.get('location') ?? '';
            const reason = /reason=([\w-]+)/.exec(location)?.[1] ?? String(response.status);
            const stopped = sent ? reason : 'the cookie stays behind';
            return { refused: true, seen: `${who}: ${stopped}` };
          },
        );
      const today = await post('a browser of today', true);
      if (!today.refused) return today;
      return joinObservations([today, await post('an old browser', false)]);
    }),
};

/** A sign-in whose cookies are for every site, and that asks for no token. */
function trustEverySite({ cookies }: NextAuthConfig): Partial<NextAuthConfig> {
  const { sessionToken } = cookies ?? {};
  return {
    skipCSRFCheck,
    cookies: {
      ...cookies,
      sessionToken: {
        ...sessionToken,
        options: { ...sessionToken?.options, sameSite: 'none' },
      },
    },
  };
}
