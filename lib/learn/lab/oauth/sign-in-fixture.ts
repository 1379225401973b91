import NextAuth, { type NextAuthConfig } from 'next-auth';
import { NextRequest } from 'next/server';
import { z } from 'zod';
import { sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import {
  callbackPath,
  hasStandIn,
  type SignInProvider,
  type StandInProvider,
} from '@/lib/auth/oauth/sign-in/providers';
import { authConfig } from '@/lib/auth/oauth/sign-in/sign-in';
import { getEnv } from '@/lib/env';
import { traceStep } from '@/lib/trace/trace-step';
import type { Observation } from '../lab';
import { showVerdict } from '../show-verdict';
import { LabBrowser } from './lab-browser';
import { type LabIssuer, type LabPerson, startLabIssuer } from './lab-issuer';
import { createLabPeople, type LabPeople } from './lab-people';
import { type Checks, registerAt, toProvider } from './lab-registration';
import { admitSignInBy, answerAuthRequestBy } from '../without';

/** What changes in the copy of the sign-in. */
type SignInChanges = {
  /** What the sign-in checks at the callback; left out, what ours checks. */
  checks?: Checks;
  /** Parts of the library's configuration. */
  alter?: (config: NextAuthConfig, people: LabPeople) => Partial<NextAuthConfig>;
};

/** A copy of the sign-in with two providers and people of its own, for one run. */
type SignInFixture = {
  issuers: Record<StandInProvider, LabIssuer>;
  openBrowser(): LabBrowser;
  people: LabPeople;
  /** From the button to the address that the provider sends the browser back to. */
  reachCallback(browser: LabBrowser, provider: StandInProvider, person: LabPerson): Promise<string>;
  /** Opens a callback address and tells what came of it. */
  openCallback(browser: LabBrowser, url: string, text: string): Promise<Observation>;
};

const csrfSchema = z.object({ csrfToken: z.string() });

/** Builds the copy, plays on it, and clears it away. Nothing of it is kept. */
export async function withSignIn(
  { checks, alter }: SignInChanges,
  play: (fixture: SignInFixture) => Promise<Observation>,
): Promise<Observation> {
  const app = getEnv().APP_URL;
  const insists = checks === undefined || checks.includes('pkce');
  const github = await startLabIssuer(`${app}${callbackPath('github')}`, insists);
  const google = await startLabIssuer(`${app}${callbackPath('google')}`, insists);
  const issuers = { github, google };
  const people = createLabPeople();
  const handlers = createCopy(issuers, people, checks, alter);
  try {
    return await play({
      issuers,
      people,
      openBrowser: () =>
        new LabBrowser(app, (request) => answerAuthRequestBy(handlers, new NextRequest(request))),
      reachCallback: (browser, provider, person) =>
        reachCallback(issuers[provider], browser, provider, person),
      openCallback: (browser, url, text) => openCallback(people, browser, url, text),
    });
  } finally {
    await Promise.all([github.close(), google.close()]);
  }
}

function createCopy(
  issuers: Record<StandInProvider, LabIssuer>,
  people: LabPeople,
  checks: Checks | undefined,
  alter: SignInChanges['alter'],
) {
  const registrations = {
    github: registerAt('github', issuers.github.origin),
    google: registerAt('google', issuers.google.origin),
  };
  const admission = {
    people: people.people,
    // Both are shaped like GitHub: neither gives an ID token.
    registrationOf: (id: SignInProvider) =>
      hasStandIn(id) ? { ...registrations[id], id: 'github' as const } : undefined,
  };
  return NextAuth(() => {
    const ours = authConfig();
    const copy: NextAuthConfig = {
      ...ours,
      adapter: people.adapter,
      providers: [
        toProvider(registrations.github, checks),
        toProvider(registrations.google, checks),
      ],
      callbacks: {
        ...ours.callbacks,
        signIn: (candidate) => admitSignInBy(admission, candidate),
      },
    };
    return { ...copy, ...alter?.(copy, people) };
  }).handlers;
}

async function reachCallback(
  issuer: LabIssuer,
  browser: LabBrowser,
  provider: StandInProvider,
  person: LabPerson,
): Promise<string> {
  const app = getEnv().APP_URL;
  const begun = await traceStep(
    {
      name: 'sign-in.begin',
      from: 'browser',
      to: 'web',
      lane: 'who',
      text: `${person.name} presses “Continue with …”`,
      code: 'lib/auth/oauth/sign-in/github-provider.ts#githubProvider:checks',
    },
    async () => {
      const csrf = await (await browser.get(`${app}/api/auth/csrf`)).text();
      // A copy that asks for no token gives none.
      const form = csrf === '' ? {} : csrfSchema.parse(JSON.parse(csrf));
      const response = await browser.post(`${app}/api/auth/signin/${provider}`, form);
      return response.headers.get('location') ?? '';
    },
    (url) => `state and challenge sent along: ${sayParameters(url)}`,
  );
  issuer.seat(person);
  return traceStep(
    {
      name: 'sign-in.provider',
      from: 'provider',
      to: 'browser',
      lane: 'who',
      text: `It knows ${person.name}, and sends the browser back with a code`,
    },
    async () => {
      const answer = await browser.followWithin(issuer.origin, begun, await browser.get(begun));
      return answer.headers.get('location') ?? '';
    },
  );
}

function openCallback(
  people: LabPeople,
  browser: LabBrowser,
  url: string,
  text: string,
): Promise<Observation> {
  return showVerdict(
    {
      name: 'sign-in.callback',
      from: 'browser',
      to: 'web',
      lane: 'who',
      text,
      code: 'lib/auth/oauth/sign-in/github-provider.ts#githubProvider:checks',
    },
    async () => {
      const response = await browser.get(url);
      const reason = /reason=([\w-]+)/.exec(response.headers.get('location') ?? '')?.[1];
      const name = people.whoIs(browser.cookie(sessionCookie().name));
      if (name) return { refused: false, seen: `signed in as ${name}` };
      return { refused: true, seen: `${reason ?? response.status}; no session` };
    },
  );
}

function sayParameters(url: string): string {
  const present = ['state', 'code_challenge'].filter((name) => new URL(url).searchParams.has(name));
  return present.join(', ') || 'neither';
}
