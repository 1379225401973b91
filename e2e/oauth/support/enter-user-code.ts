import type { ConsentDecision } from '@/lib/auth/oauth/authorization-server/decide-consent';
import type { Principal } from '@/lib/auth/principal';
import { openOauthBrowser } from './authorization-world';
import type { TestBrowser } from './test-browser';

/** Types a device's code in and confirms it; gives the id of the consent page, or nothing. */
export async function confirmUserCode(
  browser: TestBrowser,
  origin: string,
  userCode: string,
): Promise<string> {
  const device = `${origin}/oauth/device`;
  const xsrfOf = async (response: Response) => {
    const html = await response.text();
    return /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? html;
  };
  const xsrf = await xsrfOf(await browser.get(device));
  const asked = await browser.post(device, { xsrf, user_code: userCode });
  const confirmation = await xsrfOf(asked);
  const response = await browser.post(device, {
    xsrf: confirmation,
    user_code: userCode,
    confirm: 'yes',
  });
  return /\/oauth\/consent\/([\w-]+)$/.exec(response.headers.get('location') ?? '')?.[1] ?? '';
}

/** The whole way of a person with the code of a device. */
export async function enterUserCode(
  origin: string,
  userCode: string,
  person: Principal,
  decision: Partial<ConsentDecision> = {},
): Promise<Response> {
  const { decideConsent } = await import('@/lib/auth/oauth/authorization-server/decide-consent');
  const browser = openOauthBrowser();
  const uid = await confirmUserCode(browser, origin, userCode);
  const returnTo = await decideConsent(
    { userId: person.userId, workspaces: [{ id: person.workspaceId, role: person.role }] },
    uid,
    browser.cookie('tollgate.oauth-consent'),
    { allow: true, scopes: [], workspaceId: person.workspaceId, mode: 'test', ...decision },
  );
  return browser.get(returnTo);
}
