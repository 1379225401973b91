import { createLog } from '@/lib/log';
import { errors } from 'jose';
import type { Account, Profile, User } from 'next-auth';
import { traceStep } from '@/lib/trace/trace-step';
import { admitCompanyMember } from '../company/admit-company-member';
import type { Company } from '../company/company-provider';
import { describeChain } from './refusal';
import { isSignInProvider, type ProviderRegistration, registrationOf } from './providers';
import { type RefusalReason, refusalPath } from './refusal';
import {
  findProvidersOfEmail,
  findUserByIdentity,
  type Identity,
  insertIdentity,
  insertUser,
} from './user.repository';
import { currentSignInAttempt } from './sign-in-attempt';
import { ID_TOKEN_STEP, IDENTITY_STEP } from './trace-steps';
import { verifyIdToken } from './verify-id-token';

/** Where a person looks at their identities. */
const LINKED_PATH = '/settings/profile';

/** Where people and their identities are found and made. */
const PEOPLE = { findProvidersOfEmail, findUserByIdentity, insertIdentity, insertUser };

export type People = typeof PEOPLE;

type Admission = { people: People; registrationOf: typeof registrationOf };

type Candidate = { user: User; account?: Account | null; profile?: Profile };

/**
 * Decides about a sign-in after Auth.js has run the protocol and before there is a session: verifies
 * the ID token's signature, finds the person by issuer and subject, and makes a new person with a
 * workspace where there is none. Auth.js itself creates and links nothing.
 * @returns true, or the path of the page that says why not.
 */
export function admitSignIn(candidate: Candidate): Promise<true | string> {
  return admitSignInBy({ people: PEOPLE, registrationOf }, candidate);
}

/** @param admission what it reads and writes; the attack lab hands in people of its own. */
export async function admitSignInBy(
  { people, registrationOf: register }: Admission,
  { user, account }: Candidate,
): Promise<true | string> {
  const company = currentSignInAttempt()?.company;
  if (account && company?.registration.id === account.provider) {
    return admitToCompany(company, user, account);
  }
  const registration =
    account && isSignInProvider(account.provider) ? register(account.provider) : undefined;
  if (!account || !registration) return refuse('provider-error');
  const forged = await findForgery(account, registration);
  if (forged) return refuse(forged);

  const identity: Identity = {
    provider: registration.id,
    issuer: registration.identityIssuer,
    subject: account.providerAccountId,
  };
  const known = await traceStep(
    IDENTITY_STEP,
    () => people.findUserByIdentity(identity),
    (person) => (person ? `it is ${person.name}` : 'nobody yet'),
  );
  const linkTo = currentSignInAttempt()?.linkTo;
  if (linkTo) return linkIdentity(people, identity, linkTo.userId, known?.id);
  if (known) return true;
  // Attack: anyone who makes an account at a second provider with the victim's address would take over
  // the victim's account here, if an address were an identity.
  if (user.email && (await people.findProvidersOfEmail(user.email)).length > 0) {
    return refuse('account-not-linked');
  }
  const profile = {
    name: user.name ?? 'Someone',
    email: user.email ?? null,
    image: user.image ?? null,
  };
  try {
    await people.insertUser(identity, profile);
  } catch (error) {
    // The same new person, twice at once: one made it, the other finds it.
    if (!(await people.findUserByIdentity(identity))) throw error;
  }
  return true;
}

/** People of a company's provider are decided about by its own rules. */
async function admitToCompany(
  company: Company,
  user: User,
  account: Account,
): Promise<true | string> {
  if (currentSignInAttempt()?.linkTo) return refuse('link-refused');
  const refusal =
    (await findForgery(account, company.registration)) ??
    (await admitCompanyMember(company, {
      subject: account.providerAccountId,
      name: user.name ?? 'Someone',
      email: user.email ?? null,
      image: user.image ?? null,
      refreshToken: account.refresh_token ?? null,
      scope: account.scope ?? null,
    }));
  return refusal === undefined || refuse(refusal);
}

/** Adds an identity to the person who asked for it. They stay in the session that they have. */
async function linkIdentity(
  people: People,
  identity: Identity,
  userId: string,
  knownId: string | undefined,
): Promise<string> {
  if (knownId !== undefined && knownId !== userId) return refuse('link-refused');
  if (knownId === undefined) await people.insertIdentity(identity, userId);
  return `${LINKED_PATH}?linked=${identity.provider}`;
}

async function findForgery(
  account: Account,
  registration: ProviderRegistration,
): Promise<RefusalReason | undefined> {
  // GitHub has no ID tokens.
  if (registration.id === 'github') return undefined;
  try {
    const claims = await traceStep(
      ID_TOKEN_STEP,
      () => verifyIdToken(account.id_token ?? '', registration),
      () => 'signature and claims fit',
    );
    const attempt = currentSignInAttempt();
    if (attempt && typeof claims.sid === 'string') attempt.providerSession = claims.sid;
    if (attempt && typeof claims.auth_time === 'number') {
      attempt.authenticatedAt = new Date(claims.auth_time * 1000);
    }
    return claims.sub === account.providerAccountId ? undefined : 'id-token-claim';
  } catch (error) {
    createLog('sign-in').warn({ chain: describeChain(error) }, 'ID token refused');
    if (error instanceof errors.JWTClaimValidationFailed) return 'id-token-claim';
    return error instanceof errors.JOSEError ? 'id-token-signature' : 'provider-unreachable';
  }
}

function refuse(reason: RefusalReason): string {
  createLog('sign-in').warn({ reason }, 'sign-in refused');
  return refusalPath(reason);
}
