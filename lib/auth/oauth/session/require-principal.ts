import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { scopesOfRole } from '@/lib/auth/authorize';
import type { Mode, Principal, Role } from '@/lib/auth/principal';
import { traceStep } from '@/lib/trace/trace-step';
import { getClientContext } from '@/lib/http/client-context';
import {
  findBindable,
  findLiveSession,
  type LiveSession,
  type WorkspaceMembership,
} from './session.repository';
import { deviceCookie, modeCookie, sessionCookie, workspaceCookie } from './session-cookie';

/** The person at the browser, as pages show them. */
export type Person = {
  userId: string;
  name: string;
  email: string;
  image: string | null;
  sessionId: string;
  /** When this session began, that is, when the person last came from their provider. */
  signedInAt: Date;
  /** When the provider asked them for proof, where it says so. */
  authenticatedAt: Date | null;
  expiresAt: Date;
  /** The provider that they came from. */
  provider: string | null;
  /** Names of their workspaces that need the sign-in of their company. */
  closed: string[];
  workspaces: WorkspaceMembership[];
  workspace: WorkspaceMembership;
  mode: Mode;
};

const SESSION_STEP = {
  name: 'session.look-up',
  from: 'web',
  to: 'database',
  lane: 'who',
  text: 'Look the session up by the digest of its cookie',
  code: 'lib/auth/oauth/session/session.repository.ts#findLiveSession:!row',
} as const;

/** All of the person's workspaces are closed to this sign-in. */
const COMPANY_REQUIRED = '/sign-in/refused?reason=company-required';

const ROLE_STEP = {
  name: 'session.role',
  from: 'web',
  to: 'web',
  lane: 'may',
  text: 'What may this role do in this workspace?',
  code: 'lib/auth/oauth/session/require-principal.ts#rightsOf',
} as const;

/**
 * Who is at the browser; null where no one is signed in.
 *
 * Attack: an answer that merely exists is not a session. Auth.js's own `auth()` once handed the body
 * of its error page to its callers, and `!!auth` let them in (GHSA-8fpg-xm3f-6cx3). The lock is the
 * row itself: no live row of this token, no person. A database that does not answer throws; it does
 * not make anyone anonymous.
 */
export async function getPerson(): Promise<Person | null> {
  const jar = await cookies();
  const session = await readSession();
  if (!session?.user.id) return null;
  const workspace = chooseWorkspace(session, jar.get(workspaceCookie().name)?.value);
  if (!workspace) return null;
  return {
    userId: session.user.id,
    name: session.user.name ?? 'Someone',
    email: session.user.email ?? '',
    image: session.user.image,
    sessionId: session.id,
    signedInAt: session.createdAt,
    authenticatedAt: session.authenticatedAt,
    expiresAt: session.expiresAt,
    provider: session.provider,
    closed: session.closed,
    workspaces: session.workspaces,
    workspace,
    mode: jar.get(modeCookie().name)?.value === 'live' ? 'live' : 'test',
  };
}

async function readSession(): Promise<LiveSession | null> {
  const jar = await cookies();
  const token = jar.get(sessionCookie().name)?.value;
  const device = jar.get(deviceCookie().name)?.value;
  if (!token) return null;
  return traceStep(
    SESSION_STEP,
    () => findLiveSession(token, getClientContext().address, { device }),
    (live) => (live ? `it is ${live.user.name}` : 'no such session'),
  );
}

/**
 * Whether the browser has a live session that is bound to a device, and did not prove that it is that
 * device. For the sign-in page to say so where there is no person.
 */
export async function lacksDeviceProof(): Promise<boolean> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  return token !== undefined && Boolean((await findBindable({ token }))?.device);
}

/**
 * The browser's person as a principal. Sends the browser to the sign-in page where there is none.
 * @param returnTo the path to come back to after the sign-in.
 */
export async function requirePrincipal(returnTo = '/dashboard'): Promise<Principal> {
  return toPrincipal(await requirePerson(returnTo));
}

/** The same with what pages show: name, workspaces, session. */
export async function requirePerson(returnTo = '/dashboard'): Promise<Person> {
  const person = await getPerson();
  if (!person && (await readSession())?.closed.length) redirect(COMPANY_REQUIRED);
  if (!person) redirect(`/sign-in?return=${encodeURIComponent(returnTo)}`);
  return person;
}

/** What a person may do here: all that their role in the chosen workspace allows. */
export function toPrincipal(person: Person): Principal {
  return {
    credential: 'session',
    credentialId: person.sessionId,
    userId: person.userId,
    workspaceId: person.workspace.id,
    role: person.workspace.role,
    mode: person.mode,
    scopes: rightsOf(person.workspace.role),
    expiresAt: person.expiresAt,
  };
}

function rightsOf(role: Role): ReturnType<typeof scopesOfRole> {
  return traceStep(
    ROLE_STEP,
    () => {
      return scopesOfRole(role);
    },
    (scopes) => `${role}: ${scopes.size} scopes`,
  );
}

/**
 * The chosen workspace if the person still belongs to it, else the first that they own. A sandbox
 * only where the attack lab has chosen it: no page offers one.
 */
function chooseWorkspace(
  session: LiveSession,
  chosenId: string | undefined,
): WorkspaceMembership | undefined {
  const { workspaces, sandboxes } = session;
  return (
    [...workspaces, ...sandboxes].find(({ id }) => id === chosenId) ??
    workspaces.find(({ role }) => role === 'owner') ??
    workspaces[0]
  );
}
