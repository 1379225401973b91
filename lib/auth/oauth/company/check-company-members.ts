import * as client from 'openid-client';
import { decryptText, encryptText } from '@/lib/encryption';
import { createLog } from '@/lib/log';
import { toPublicId } from '@/lib/public-id';
import { refreshTokenContext } from './admit-company-member';
import { suspendMember } from './company.repository';
import { type Company, companyFetch, describeCompany } from './company-provider';
import {
  type DueMember,
  endCompanySessions,
  replaceRefreshToken,
  takeDueMembers,
} from './company-member.repository';

/** How long someone who was taken out at the provider can still work here, at most. */
const CHECK_EVERY_MS = 600_000;
const MAX_AT_ONCE = 20;

/**
 * Tries the refresh tokens of a company's people, each every ten minutes. Where the provider refuses
 * one that outlives sessions, the person is suspended; where it does not answer, nothing changes.
 */
export async function checkCompanyMembers(now = new Date()): Promise<void> {
  const due = await takeDueMembers(new Date(now.getTime() - CHECK_EVERY_MS), MAX_AT_ONCE);
  await Promise.all(due.map(checkMember));
}

async function checkMember(member: DueMember): Promise<void> {
  const { userId, refreshToken: sealed, provider } = member;
  if (!sealed || !provider) return;
  const company = await describeCompany(provider);
  try {
    const token = await decryptText(sealed, refreshTokenContext(userId));
    const answer = await refresh(company, token);
    if (answer.refresh_token && answer.refresh_token !== token) {
      const next = await encryptText(answer.refresh_token, refreshTokenContext(userId));
      await replaceRefreshToken(userId, sealed, next);
    }
  } catch (error) {
    if (!(error instanceof client.ResponseBodyError) || error.error !== 'invalid_grant') {
      createLog('single-sign-on').warn(
        { issuer: provider.issuer, reason: error instanceof Error ? error.message : 'unknown' },
        'a refresh token could not be tried',
      );
      return;
    }
    await replaceRefreshToken(userId, sealed, null);
    if (member.offline) await suspendPerson(company, userId, 'invalid_grant');
    else await endCompanySessions(company, { userId });
  }
}

function refresh(company: Company, refreshToken: string) {
  return client.refreshTokenGrant(clientConfiguration(company), refreshToken);
}

/**
 * The library's view of a company's provider.
 * @throws {Error} while it does not answer.
 */
export function clientConfiguration({ registration, metadata }: Company): client.Configuration {
  if (!metadata) throw new Error('The provider does not answer.');
  const { clientId, clientSecret, clientAuthentication } = registration;
  const authenticate =
    clientAuthentication === 'client_secret_post'
      ? client.ClientSecretPost(clientSecret)
      : client.ClientSecretBasic(clientSecret);
  const configuration = new client.Configuration(metadata, clientId, undefined, authenticate);
  configuration[client.customFetch] = (url, init) =>
    companyFetch(url, { method: init.method, headers: init.headers, body: toForm(init.body) });
  // The guard of companyFetch decides which addresses take plain http.
  client.allowInsecureRequests(configuration);
  return configuration;
}

function toForm(body: client.FetchBody): URLSearchParams | null {
  return body instanceof URLSearchParams ? body : null;
}

/** Suspends someone whom the provider no longer vouches for. */
async function suspendPerson(company: Company, userId: string, reason: string): Promise<void> {
  const { workspaceId, registration } = company;
  await suspendMember(workspaceId, userId, {
    workspaceId,
    actor: 'company-provider',
    action: 'member.suspended',
    object: toPublicId('usr', userId),
    detail: { provider: registration.issuer, reason },
  });
}
