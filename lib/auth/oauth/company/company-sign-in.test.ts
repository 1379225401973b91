import { describe, expect, test, vi } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { createPerson } from '@/e2e/support/test-workspace';
import {
  connectCompany,
  provideCompanyWorld,
  signInByCompany,
} from '@/e2e/oauth/support/company-world';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  openBrowser,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import { changeRole, leaveWorkspace, removeMember } from '@/lib/workspace/change-member';
import { inviteMember } from '@/lib/workspace/invite-member';
import { joinWorkspace } from '@/lib/workspace/join-workspace';
import type { Principal } from '@/lib/auth/principal';
import type * as CompanyDomain from './company-domain';
import { letInAgain, removeCompany, setCompanyRequired } from './company-settings';
import { readCompany } from './company-view';
import { testCompany } from './test-company';
import { findLiveSession } from '../session/session.repository';

const world = provideCompanyWorld({ refreshTokens: true });

const liveSession = async (token: string | undefined) => findLiveSession(token ?? '', null);

/** The principal of someone who came by the company's provider. */
async function principalOf(login: string): Promise<Principal> {
  const user = await db().user.findFirstOrThrow({
    where: { email: `${login}@example.com`, companyMember: { isNot: null } },
  });
  return { ...world().owner, userId: user.id, role: 'member' };
}

describe('someone who signs in by the company', () => {
  test('joins its workspace with its role, and no other', async () => {
    const { owner, providerId, issuer } = world();
    const { browser, refused } = await signInByCompany(providerId, 'linus');
    expect(refused).toBeUndefined();
    const session = await liveSession(browser.cookie('tollgate.session'));
    expect(session).toMatchObject({ provider: providerId, user: { email: 'linus@example.com' } });
    expect(session?.workspaces).toMatchObject([{ id: owner.workspaceId, role: 'member' }]);
    expect((await readCompany(owner))?.people).toMatchObject([{ name: 'Linus', status: 'active' }]);
    const actions = await db().auditEvent.findMany({ orderBy: { sequence: 'asc' } });
    expect(actions.map(({ action }) => action)).toEqual([
      'company-provider.connected',
      'company-provider.domain-proved',
      'member.joined',
    ]);
    const stored = await db().companyMember.findFirstOrThrow();
    expect(stored.refreshToken).toMatch(/^eyJ/);
    expect(JSON.stringify(await db().companyProvider.findMany())).not.toContain('not-a-secret');
    expect(issuer.issuer).toContain('localhost');
    await signInByCompany(providerId, 'linus');
    expect(await db().membership.count()).toBe(2);
  });

  test('is another account than the one with the same address, which stays as it was', async () => {
    await signInAs(openBrowser(), 'google', 'ada');
    const before = await db().user.findFirstOrThrow({ where: { email: 'ada@example.com' } });
    expect((await signInByCompany(world().providerId, 'ada')).refused).toBeUndefined();
    expect(await db().user.count({ where: { email: 'ada@example.com' } })).toBe(2);
    expect(await db().account.count({ where: { userId: before.id } })).toBe(1);
    // And the other way round: the company takes no address away from its person.
    await signInByCompany(world().providerId, 'grace');
    const browser = openBrowser();
    await signInAs(browser, 'google', 'grace');
    expect(browser.cookie('tollgate.session')).toBeDefined();
  });

  test('can join no other workspace, and leaves none of their own behind', async () => {
    await signInByCompany(world().providerId, 'linus');
    const linus = await principalOf('linus');
    const other = await createPerson({ name: 'Other' });
    const { token } = await inviteMember(other, 'owner');
    await expect(joinWorkspace(linus, token)).rejects.toMatchObject({ slug: 'not-found' });
    await leaveWorkspace(linus);
    expect(await db().membership.count({ where: { userId: linus.userId } })).toBe(0);
  });

  test('whom an owner removed stays out until an owner lets them in', async () => {
    const { owner, providerId } = world();
    const { browser } = await signInByCompany(providerId, 'linus');
    const linus = await principalOf('linus');
    const person = toPublicId('usr', linus.userId);
    await removeMember(owner, person);
    expect((await liveSession(browser.cookie('tollgate.session')))?.workspaces).toEqual([]);
    expect((await signInByCompany(providerId, 'linus')).refused).toBe('company-removed');
    expect((await readCompany(owner))?.people).toMatchObject([{ status: 'removed' }]);
    await letInAgain(owner, person);
    expect((await signInByCompany(providerId, 'linus')).refused).toBeUndefined();
  });

  test('loses everything when the provider is removed', async () => {
    const { owner, providerId } = world();
    const { browser } = await signInByCompany(providerId, 'linus');
    const { key } = await issueApiKey(await principalOf('linus'), {
      name: 'k',
      mode: 'test',
      scopes: ['usage:read'],
    });
    expect((await callApi(key, '/api/v1/me')).status).toBe(200);
    await removeCompany(owner);
    expect(await liveSession(browser.cookie('tollgate.session'))).toBeNull();
    expect((await callApi(key, '/api/v1/me')).status).toBe(401);
    expect(await beginSignIn(openBrowser(), providerId)).not.toContain('/auth?');
  });
});

describe('attacks', () => {
  test('an unverified address is refused', async () => {
    const { providerId, issuer } = world();
    issuer.fail('eve', 'unverified-email');
    const { refused } = await signInByCompany(providerId, 'eve');
    expect(refused).toBe('company-unverified-email');
    expect(await db().companyMember.count()).toBe(0);
  });

  test.each(['evil-example.com', 'example.com.evil.example', 'exаmple.com', 'sub.example.com'])(
    'an address at %s is refused',
    async (domain) => {
      const { owner, dns, issuer } = world();
      await issuer.close();
      await removeCompany(owner);
      const claimsOf = () => ({ email: `eve@${domain}` });
      const other = await connectCompany(owner, dns, { claimsOf });
      const { refused } = await signInByCompany(other.providerId, 'eve');
      expect(refused).toBe('company-other-domain');
      await other.issuer.close();
    },
  );

  test('negative control: compared by its end, a look-alike domain gets in', async () => {
    const { owner, dns, issuer } = world();
    await issuer.close();
    await removeCompany(owner);
    vi.resetModules();
    vi.doMock('./company-domain', async (original) => ({
      ...(await original<typeof CompanyDomain>()),
      domainOfEmail: (email: string) => (email.endsWith('example.com') ? 'example.com' : ''),
    }));
    const claimsOf = () => ({ email: 'eve@evil-example.com' });
    const other = await connectCompany(owner, dns, { claimsOf });
    expect((await signInByCompany(other.providerId, 'eve')).refused).toBeUndefined();
    await other.issuer.close();
    vi.doUnmock('./company-domain');
    vi.resetModules();
  });

  test.each([
    ['wrong-iss', 'wrong-issuer'],
    ['wrong-nonce', 'id-token-claim'],
    ['wrong-audience', 'id-token-claim'],
    ['altered-subject', 'id-token-signature'],
  ] as const)('mix-up and forgery: %s is refused', async (failure, reason) => {
    world().issuer.fail('eve', failure);
    expect((await signInByCompany(world().providerId, 'eve')).refused).toBe(reason);
  });

  test("mix-up: another company's answer at this company's address is refused", async () => {
    const { providerId, dns } = world();
    const other = await createPerson({ name: 'Other' });
    const evil = await connectCompany(other, dns, {}, 'evil.example');
    const browser = openBrowser();
    const begun = await beginSignIn(browser, evil.providerId);
    const callback = await answerAtProvider(browser, begun, { login: 'ada' });
    const moved = callback.replace(evil.providerId, providerId);
    const response = await browser.get(moved);
    expect(response.headers.get('location')).toContain('reason=invalid-check');
    await evil.issuer.close();
  });

  test("negative control: with this company's state, only its provider can refuse the code", async () => {
    const { providerId, dns } = world();
    const other = await createPerson({ name: 'Other' });
    const evil = await connectCompany(other, dns, {}, 'evil.example');
    const browser = openBrowser();
    // One after the other: two that begin at once would take the same slot of the browser's cookies.
    const answers: URL[] = [];
    for (const id of [evil.providerId, providerId]) {
      const begun = await beginSignIn(browser, id);
      answers.push(new URL(await answerAtProvider(browser, begun, { login: 'ada' })));
    }
    const [taken, own] = answers;
    own?.searchParams.set('code', taken?.searchParams.get('code') ?? '');
    const response = await browser.get(own?.href ?? '');
    expect(response.headers.get('location')).toContain('reason=code-refused');
    await evil.issuer.close();
  });

  test('issuer change: subjects of another issuer are nobody here', async () => {
    const { owner, dns, issuer, providerId } = world();
    await signInByCompany(providerId, 'linus');
    const linus = await principalOf('linus');
    await removeCompany(owner);
    await issuer.close();
    const evil = await connectCompany(owner, dns);
    const { browser } = await signInByCompany(evil.providerId, 'linus');
    const session = await liveSession(browser.cookie('tollgate.session'));
    expect(session?.user.id).toBeDefined();
    expect(session?.user.id).not.toBe(linus.userId);
    await evil.issuer.close();
  });

  test('negative control: with identities by subject alone, the new issuer is the old people', async () => {
    const { owner, dns, issuer, providerId } = world();
    await signInByCompany(providerId, 'linus');
    const linus = await principalOf('linus');
    await removeCompany(owner);
    await issuer.close();
    const evil = await connectCompany(owner, dns);
    const row = await db().companyProvider.findFirstOrThrow();
    const identity = `company:${row.id}:${row.issuer}`;
    await db().account.updateMany({ where: { userId: linus.userId }, data: { issuer: identity } });
    const { browser } = await signInByCompany(evil.providerId, 'linus');
    const session = await liveSession(browser.cookie('tollgate.session'));
    expect(session?.user.id).toBe(linus.userId);
    await evil.issuer.close();
  });

  test('a second workspace cannot claim a proved domain', async () => {
    const other = await createPerson({ name: 'Mallory' });
    await expect(connectCompany(other, world().dns)).rejects.toMatchObject({ slug: 'conflict' });
    const found = await db().companyProvider.findMany({ where: { domainProvedAt: { not: null } } });
    expect(found).toMatchObject([{ workspaceId: world().owner.workspaceId }]);
  });

  test('the provider cannot change itself through an owner whom it vouches for', async () => {
    const { owner, providerId } = world();
    await signInByCompany(providerId, 'linus');
    const linus = await principalOf('linus');
    await changeRole(owner, toPublicId('usr', linus.userId), 'owner');
    const promoted: Principal = { ...linus, role: 'owner' };
    for (const act of [() => setCompanyRequired(promoted, true), () => removeCompany(promoted)]) {
      await expect(act()).rejects.toMatchObject({ slug: 'forbidden' });
    }
    await expect(leaveWorkspace(owner)).rejects.toMatchObject({ slug: 'conflict' });
    const member: Principal = { ...linus, role: 'member' };
    await expect(readCompany(member)).rejects.toMatchObject({ slug: 'forbidden' });
    await expect(testCompany(member)).rejects.toMatchObject({ slug: 'forbidden' });
  });
});

describe('required', () => {
  test('it closes the workspace to other sign-ins of the domain, but not to who required it', async () => {
    const { owner, providerId } = world();
    const { workspaceId } = owner;
    const browser = openBrowser();
    await signInAs(browser, 'google', 'grace');
    const grace = await db().user.findFirstOrThrow({ where: { email: 'grace@example.com' } });
    await db().membership.create({ data: { workspaceId, userId: grace.id, role: 'member' } });
    const idsOf = async (token: string | undefined) =>
      (await liveSession(token))?.workspaces.map(({ id }) => id);
    expect(await idsOf(browser.cookie('tollgate.session'))).toContain(workspaceId);
    await db().user.update({ where: { id: owner.userId }, data: { email: 'olga@example.com' } });
    await setCompanyRequired(owner, true);
    expect(await idsOf(browser.cookie('tollgate.session'))).not.toContain(workspaceId);
    expect((await liveSession(browser.cookie('tollgate.session')))?.closed).toEqual(["Olga's"]);
    const company = await signInByCompany(providerId, 'grace');
    expect(await idsOf(company.browser.cookie('tollgate.session'))).toEqual([workspaceId]);
    await expect(leaveWorkspace(owner)).rejects.toThrow(/single sign-on/);
    await setCompanyRequired(owner, false);
    expect(await idsOf(browser.cookie('tollgate.session'))).toContain(workspaceId);
  });
});

test('a connection can be tried without signing in', async () => {
  const { owner, dns } = world();
  const states = async () =>
    Object.fromEntries((await testCompany(owner)).map(({ what, state }) => [what, state]));
  expect(await states()).toEqual({
    Metadata: 'ok',
    'Client id and secret': 'ok',
    'PKCE (S256)': 'ok',
    'Back-channel logout': 'missing',
    'Offline access': 'ok',
    'TXT record _tollgate.example.com': 'ok',
  });
  dns.records.clear();
  const { replaceCompanySecret } = await import('./company-settings');
  await replaceCompanySecret(owner, 'wrong');
  expect(await states()).toMatchObject({
    'Client id and secret': 'failed',
    'TXT record _tollgate.example.com': 'failed',
  });
});

test('before its domain is proved, nobody can sign in', async () => {
  await db().companyProvider.updateMany({ data: { domainProvedAt: null } });
  const location = await beginSignIn(openBrowser(), world().providerId);
  expect(new URL(location, APP_URL).origin).toBe(APP_URL);
});
