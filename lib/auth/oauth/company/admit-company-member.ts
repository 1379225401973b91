import { encryptText } from '@/lib/encryption';
import { toPublicId } from '@/lib/public-id';
import type { RefusalReason } from '../sign-in/refusal';
import { domainOfEmail } from './company-domain';
import { enterCompany } from './company-member.repository';
import type { Company } from './company-provider';

/** What a company's provider says of someone. */
export type CompanyPerson = {
  subject: string;
  name: string;
  /** Null unless the provider says that it verified it. */
  email: string | null;
  image: string | null;
  refreshToken: string | null;
  /** The scopes of the refresh token, where the answer names them. */
  scope: string | null;
};

/**
 * Decides about someone whom a company's provider vouches for, and makes them a member where they
 * are new. Their account is the company's: no one reaches it in another way, and it is never one
 * that existed before, whatever address it has.
 *
 * Attack: without the comparison of the domain, a provider would vouch for addresses of other
 * companies; without `email_verified`, a person there would choose one.
 *
 * @returns why not, or undefined.
 * @see docs/decisions/0154-enterprise-sign-on.md
 */
export async function admitCompanyMember(
  company: Company,
  person: CompanyPerson,
): Promise<RefusalReason | undefined> {
  if (person.email === null) return 'company-unverified-email';
  if (domainOfEmail(person.email) !== company.domain) return 'company-other-domain';
  const { subject, name, image, refreshToken, scope } = person;
  return enterCompany({
    company,
    subject,
    profile: { name, email: person.email.toLowerCase(), image },
    sealToken: async (userId) =>
      refreshToken === null ? null : encryptText(refreshToken, refreshTokenContext(userId)),
    // Absent means as asked for. @see RFC 6749 section 5.1
    offline: (scope ?? company.registration.scope ?? '').split(' ').includes('offline_access'),
  });
}

/** What a refresh token is encrypted for: this person's row. */
export function refreshTokenContext(userId: string): string {
  return `company-member:${toPublicId('usr', userId)}:refresh-token`;
}
