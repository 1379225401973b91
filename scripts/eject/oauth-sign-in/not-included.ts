import type { CompanyProviderId, ProviderRegistration } from '@/lib/auth/oauth/sign-in/providers';
import type { RefusalReason } from '@/lib/auth/oauth/sign-in/refusal';

/** Single sign-on of companies and sessions bound to a device are not part of this copy; only the places are. */
export type Company = { registration: ProviderRegistration };

export async function findCompany(_id: CompanyProviderId): Promise<Company | undefined> {
  return undefined;
}

type CompanyPerson = {
  subject: string;
  name: string;
  email: string | null;
  image: string | null;
  refreshToken: string | null;
  scope: string | null;
};

/** Lets no one in: there are no companies. */
export async function admitCompanyMember(
  _company: Company,
  _person: CompanyPerson,
): Promise<RefusalReason | undefined> {
  return 'company-required';
}

export async function isCompanyMember(_userId: string): Promise<boolean> {
  return false;
}

/** The headers that would ask a browser to bind a new session to its device. */
export async function inviteDevice(_sessionToken: string): Promise<Record<string, string>> {
  return {};
}
