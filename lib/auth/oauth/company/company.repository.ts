import { type AuditEntry, appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Principal, Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { Prisma } from '@/prisma/generated/client';

export type CompanyRow = Prisma.CompanyProviderGetPayload<object>;

/** The provider of a workspace, whether its domain is proved or not. */
export function findCompanyOfWorkspace(workspaceId: string): Promise<CompanyRow | null> {
  return db().companyProvider.findUnique({ where: { workspaceId } });
}

/** The same where its domain is proved: only then anyone can sign in by it. */
export function findProvedCompany(workspaceId: string): Promise<CompanyRow | null> {
  return db().companyProvider.findFirst({ where: { workspaceId, domainProvedAt: { not: null } } });
}

export function findProvedCompanyByDomain(domain: string): Promise<CompanyRow | null> {
  return db().companyProvider.findFirst({ where: { domain, domainProvedAt: { not: null } } });
}

/** Whether any company can sign in here. */
export async function hasProvedCompany(): Promise<boolean> {
  return (
    (await db().companyProvider.findFirst({ where: { domainProvedAt: { not: null } } })) !== null
  );
}

/** What came of a change of the settings. */
export type CompanyChange = 'changed' | 'none' | 'not-owner' | 'exists';

/**
 * Changes the settings with their audit row.
 *
 * Attack: the provider itself can sign in as any of the people it vouches for, so it could change
 * its own settings through an owner among them. Only an owner with another way in does.
 */
export async function changeCompany(
  { workspaceId, userId }: Principal,
  audit: AuditEntry,
  change: (transaction: Prisma.TransactionClient) => Promise<number>,
): Promise<CompanyChange> {
  try {
    return await db().$transaction(async (transaction) => {
      await transaction.$queryRaw`select id from workspace where id = ${workspaceId}::uuid for update`;
      const owners = await transaction.membership.count({
        where: { workspaceId, userId, role: 'owner', user: { companyMember: null } },
      });
      if (owners === 0) return 'not-owner';
      if ((await change(transaction)) === 0) return 'none';
      await appendAuditEvent(transaction, audit);
      return 'changed';
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') return 'exists';
    throw error;
  }
}

/**
 * Ends a provider: its people lose sessions and access, since no one vouches for them any more.
 * @returns the number of providers, 0 or 1.
 */
export async function deleteCompany(
  transaction: Prisma.TransactionClient,
  workspaceId: string,
): Promise<number> {
  const row = await transaction.companyProvider.findUnique({
    where: { workspaceId },
    include: { members: { select: { userId: true } } },
  });
  if (!row) return 0;
  for (const { userId } of row.members) await suspend(transaction, workspaceId, userId);
  await transaction.companyProvider.delete({ where: { id: row.id } });
  return 1;
}

/**
 * Takes from a person all that works in their name: sessions, tokens of apps, and by the suspended
 * membership their keys, machine clients and trust rules.
 */
async function suspend(
  transaction: Prisma.TransactionClient,
  workspaceId: string,
  userId: string,
): Promise<number> {
  await transaction.session.deleteMany({ where: { userId } });
  const grants = await transaction.oAuthGrant.findMany({
    where: { workspaceId, userId, revokedAt: null },
    select: { id: true },
  });
  await transaction.oAuthArtefact.deleteMany({
    where: { grantId: { in: grants.map(({ id }) => id) } },
  });
  const { count } = await transaction.membership.updateMany({
    where: { workspaceId, userId, suspendedAt: null },
    data: { suspendedAt: new Date() },
  });
  return count;
}

/** Suspends a person whom the provider no longer vouches for, once, with the audit row. */
export async function suspendMember(
  workspaceId: string,
  userId: string,
  audit: AuditEntry,
): Promise<void> {
  await db().$transaction(async (transaction) => {
    if ((await suspend(transaction, workspaceId, userId)) === 1) {
      await appendAuditEvent(transaction, audit);
    }
  });
}

export type CompanyPerson = {
  userId: string;
  name: string | null;
  email: string | null;
  role: Role | null;
  suspendedAt: Date | null;
};

/** Everyone who came by this provider; without a role where an owner took them out. */
export async function findCompanyPeople(company: CompanyRow): Promise<CompanyPerson[]> {
  const rows = await db().companyMember.findMany({
    where: { providerId: company.id },
    include: {
      user: { include: { memberships: { where: { workspaceId: company.workspaceId } } } },
    },
    orderBy: { userId: 'asc' },
  });
  return rows.map(({ userId, user: { name, email, memberships } }) => ({
    userId,
    name,
    email,
    role: memberships[0]?.role ?? null,
    suspendedAt: memberships[0]?.suspendedAt ?? null,
  }));
}
