import { requireOwner } from '@/lib/auth/authorize';
import type { Principal, Role } from '@/lib/auth/principal';
import { getEnv } from '@/lib/env';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { callbackPath } from '../sign-in/providers';
import {
  type CompanyRow,
  findCompanyOfWorkspace,
  findCompanyPeople,
  hasProvedCompany,
} from './company.repository';
import { proofName } from './company-domain';
import { companyProviderId } from './company-provider';

/** The addresses of this workspace that its provider must know. They are known before it. */
export function companyAddresses({ workspaceId }: Principal) {
  const id = companyProviderId(workspaceId);
  const { APP_URL } = getEnv();
  return {
    redirectUri: `${APP_URL}${callbackPath(id)}`,
    backChannelLogoutUri: `${APP_URL}/api/single-sign-on/${id}/logout`,
  };
}

/** Whether the sign-in page has a use for a work address. */
export function hasCompanies(): Promise<boolean> {
  return hasProvedCompany();
}

export type CompanyPersonView = {
  /** `usr_…` */
  id: string;
  name: string | null;
  email: string | null;
  role: Role | null;
  status: 'active' | 'suspended' | 'removed';
};

/** A company's provider as the owner sees it, without the client secret. */
export type CompanyView = {
  issuer: string;
  clientId: string;
  domain: string;
  /** The TXT record that proves the domain. */
  record: { name: string; value: string };
  provedAt: Date | null;
  role: Role;
  offlineAccess: boolean;
  /** Required of addresses of the domain, except of this owner. */
  requiredBy: string | null;
  people: CompanyPersonView[];
};

/**
 * The workspace's own provider; null where it has none.
 * @throws {ProblemError} 403 `forbidden` for a member.
 */
export async function readCompany(principal: Principal): Promise<CompanyView | null> {
  requireOwner(principal);
  const row = await findCompanyOfWorkspace(principal.workspaceId);
  return row && toView(row);
}

async function toView(row: CompanyRow): Promise<CompanyView> {
  const people = await findCompanyPeople(row);
  return {
    issuer: row.issuer,
    clientId: row.clientId,
    domain: row.domain,
    record: { name: proofName(row.domain), value: row.domainProof },
    provedAt: row.domainProvedAt,
    role: row.role,
    offlineAccess: row.offlineAccess,
    requiredBy: row.requiredById && toPublicId('usr', row.requiredById),
    people: people.map(({ userId, name, email, role, suspendedAt }) => ({
      id: toPublicId('usr', userId),
      name,
      email,
      role,
      status: role === null ? 'removed' : suspendedAt ? 'suspended' : 'active',
    })),
  };
}

/** @throws {ProblemError} 403 `forbidden` for a member, 404 `not-found` without a provider. */
export async function requireCompany(principal: Principal): Promise<CompanyRow> {
  requireOwner(principal);
  const row = await findCompanyOfWorkspace(principal.workspaceId);
  if (!row) throw problem('not-found');
  return row;
}
