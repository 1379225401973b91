import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import type { Prisma } from '@/prisma/generated/client';
import type { RefusalReason } from '../sign-in/refusal';
import type { Company } from './company-provider';

type Entry = {
  company: Company;
  subject: string;
  profile: { name: string; email: string; image: string | null };
  /** The refresh token, encrypted for this person. */
  sealToken: (userId: string) => Promise<string | null>;
  offline: boolean;
};

/**
 * Lets a person in: someone new becomes a member, someone suspended works again, someone whom an
 * owner took out stays out. One at a time for each workspace, with the audit row, or nothing of it.
 */
export function enterCompany(entry: Entry): Promise<RefusalReason | undefined> {
  const { company, subject, profile, sealToken, offline } = entry;
  return db().$transaction(async (transaction) => {
    const { workspaceId } = company;
    await transaction.$queryRaw`select id from workspace where id = ${workspaceId}::uuid for update`;
    const row = await transaction.companyProvider.findUnique({ where: { id: company.id } });
    if (!row?.domainProvedAt) return 'provider-error';
    const issuer = company.registration.identityIssuer;
    const account = await transaction.account.findUnique({
      where: { issuer_subject: { issuer, subject } },
    });
    const userId = account?.userId ?? (await join(transaction, entry, row.role));
    const key = { workspaceId_userId: { workspaceId, userId } };
    const membership = await transaction.membership.findUnique({ where: key });
    if (!membership) return 'company-removed';
    const member = { refreshToken: await sealToken(userId), offline, checkedAt: new Date() };
    await transaction.companyMember.update({ where: { userId }, data: member });
    await transaction.user.update({
      where: { id: userId },
      data: { ...profile, emailVerified: new Date() },
    });
    if (membership.suspendedAt) {
      await transaction.membership.update({ where: key, data: { suspendedAt: null } });
      await appendAuditEvent(transaction, auditOf(workspaceId, userId, 'member.resumed'));
    }
    return undefined;
  });
}

async function join(
  transaction: Prisma.TransactionClient,
  { company, subject, profile }: Entry,
  role: 'owner' | 'member',
): Promise<string> {
  const { id: providerId, workspaceId, registration } = company;
  const userId = newId();
  await transaction.user.create({
    data: {
      id: userId,
      ...profile,
      emailVerified: new Date(),
      accounts: {
        create: {
          id: newId(),
          provider: registration.id,
          issuer: registration.identityIssuer,
          subject,
        },
      },
      memberships: { create: { workspaceId, role } },
      companyMember: { create: { providerId, checkedAt: new Date() } },
    },
  });
  await appendAuditEvent(transaction, {
    ...auditOf(workspaceId, userId, 'member.joined'),
    detail: { role, provider: registration.issuer },
  });
  return userId;
}

function auditOf(workspaceId: string, userId: string, action: string) {
  const member = toPublicId('usr', userId);
  return { workspaceId, actor: member, action, object: member };
}

/** Whether a company's provider is someone's only way in. */
export async function isCompanyMember(userId: string): Promise<boolean> {
  return (await db().companyMember.findUnique({ where: { userId } })) !== null;
}

/** The person whom a provider knows by this subject. */
export async function findMemberBySubject(company: Company, subject: string) {
  const issuer = company.registration.identityIssuer;
  const account = await db().account.findUnique({
    where: { issuer_subject: { issuer, subject } },
  });
  return account?.userId;
}

/**
 * Ends sessions of a company's people.
 * @returns their number.
 */
export async function endCompanySessions(
  company: Company,
  which: { userId?: string | undefined; providerSession?: string | undefined },
): Promise<number> {
  const { count } = await db().session.deleteMany({
    where: {
      user: { companyMember: { providerId: company.id } },
      ...(which.userId ? { userId: which.userId } : {}),
      ...(which.providerSession ? { providerSession: which.providerSession } : {}),
    },
  });
  return count;
}

/** A refresh token that does not outlive the session at the provider is worth nothing without it. */
export async function forgetOnlineToken(userId: string): Promise<void> {
  await db().companyMember.updateMany({
    where: { userId, offline: false },
    data: { refreshToken: null },
  });
}

export type DueMember = Prisma.CompanyMemberGetPayload<{ include: { provider: true } }>;

/**
 * Takes people whose refresh token was not tried since `before`. Each is taken by one process: the
 * others see the new time.
 */
export async function takeDueMembers(before: Date, limit: number): Promise<DueMember[]> {
  const taken = await db().$queryRaw<{ user_id: string }[]>`
    update company_member set checked_at = now()
    where user_id in (
      select user_id from company_member
      where checked_at < ${before} and refresh_token is not null and provider_id is not null
      order by checked_at limit ${limit} for update skip locked
    ) returning user_id`;
  return db().companyMember.findMany({
    where: { userId: { in: taken.map(({ user_id }) => user_id) } },
    include: { provider: true },
  });
}

/** Stores the refresh token that replaces `previous`, unless a sign-in has stored another meanwhile. */
export async function replaceRefreshToken(
  userId: string,
  previous: string,
  next: string | null,
): Promise<void> {
  await db().companyMember.updateMany({
    where: { userId, refreshToken: previous },
    data: { refreshToken: next },
  });
}
