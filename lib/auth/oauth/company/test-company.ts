import * as client from 'openid-client';
import type { Principal } from '@/lib/auth/principal';
import { checkIssuer, IssuerFault, type IssuerMetadata } from '../sign-in/discover-issuer';
import { findProof, proofName } from './company-domain';
import { type Company, companyFetch, describeCompany } from './company-provider';
import { clientConfiguration } from './check-company-members';
import { companyAddresses, requireCompany } from './company-view';

/** One thing that a sign-in needs, or that works better with it. */
export type TestResult = { what: string; state: 'ok' | 'failed' | 'missing'; remark: string };

/**
 * Tries a company's provider without signing anyone in: its metadata, the client's secret, the
 * domain's record. `missing` is something that it can do without.
 * @throws {ProblemError} 403 for a member, 404 without a provider.
 */
export async function testCompany(principal: Principal): Promise<TestResult[]> {
  const row = await requireCompany(principal);
  const record = testRecord(row.domain, row.domainProof);
  try {
    const metadata = await checkIssuer(row.issuer, companyFetch);
    const company = await describeCompany(row);
    const { redirectUri } = companyAddresses(principal);
    return [
      { what: 'Metadata', state: 'ok', remark: `names ${metadata.issuer}` },
      await testSecret({ ...company, metadata }, redirectUri),
      ...describeOffer(metadata),
      await record,
    ];
  } catch (error) {
    const remark =
      error instanceof IssuerFault
        ? error.message
        : 'The provider does not answer, or at an address that is not public.';
    return [{ what: 'Metadata', state: 'failed', remark }, await record];
  }
}

/**
 * A code that was never issued: a provider that knows the client answers `invalid_grant`, and one
 * that does not, `invalid_client`.
 * @see RFC 6749 section 5.2
 */
async function testSecret(company: Company, redirectUri: string): Promise<TestResult> {
  const what = 'Client id and secret';
  try {
    await client.genericGrantRequest(clientConfiguration(company), 'authorization_code', {
      code: 'tollgate-connection-test',
      redirect_uri: redirectUri,
      code_verifier: client.randomPKCECodeVerifier(),
    });
  } catch (error) {
    if (error instanceof client.ResponseBodyError && error.error !== 'invalid_client') {
      const taken = error.error === 'invalid_grant';
      const remark = taken
        ? 'taken by the token endpoint'
        : `the token endpoint says ${error.error}`;
      return { what, state: taken ? 'ok' : 'failed', remark };
    }
    const refused =
      error instanceof client.ResponseBodyError ||
      error instanceof client.WWWAuthenticateChallengeError;
    const remark = refused ? 'refused by the token endpoint' : 'the token endpoint did not answer';
    return { what, state: 'failed', remark };
  }
  return { what, state: 'failed', remark: 'the token endpoint took a code that was never issued' };
}

function describeOffer(metadata: IssuerMetadata): TestResult[] {
  const offer = (what: string, offered: boolean | undefined, without: string): TestResult => ({
    what,
    state: offered ? 'ok' : 'missing',
    remark: offered ? 'offered' : without,
  });
  return [
    offer(
      'PKCE (S256)',
      metadata.code_challenge_methods_supported?.includes('S256'),
      'not announced; it is sent all the same',
    ),
    offer(
      'Back-channel logout',
      metadata.backchannel_logout_supported,
      'not announced; a sign-out there does not end sessions here',
    ),
    offer(
      'Offline access',
      metadata.scopes_supported?.includes('offline_access'),
      'not announced; people who are taken out there keep their keys here until an owner removes them',
    ),
  ];
}

async function testRecord(domain: string, proof: string): Promise<TestResult> {
  const found = await findProof(domain, proof);
  const remark = {
    found: 'has the value',
    missing: 'does not have the value',
    unreachable: 'the name servers did not answer',
  }[found];
  return {
    what: `TXT record ${proofName(domain)}`,
    state: found === 'found' ? 'ok' : 'failed',
    remark,
  };
}
