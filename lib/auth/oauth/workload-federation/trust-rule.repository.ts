import { nameActor } from '@/lib/audit/audit-actor';
import type { AuditDetail } from '@/lib/audit/audit-hash';
import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import type { Mode, Principal, Role } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import { Prisma, type TrustRule } from '@/prisma/generated/client';
import type { JSONWebKeySet } from 'jose';
import { LRUCache } from 'lru-cache';

export type TrustRuleRow = TrustRule;

export type NewTrustRule = {
  mode: Mode;
  name: string;
  platform: string;
  issuer: string;
  audience: string;
  claims: Record<string, string>;
  scopes: Scope[];
  allowedCidrs: string[];
  jwks: JSONWebKeySet | null;
  reusable: boolean;
  expiresAt: Date | null;
};

type Owner = Pick<Principal, 'workspaceId' | 'userId' | 'credential'>;

/** More rules than this for one issuer and audience are not looked at. */
const MAX_CANDIDATES = 200;
const NOTED_EVERY_MS = 1_000;
const MAX_NOTED = 500;
const MAX_NOTE_LENGTH = 300;

export async function insertTrustRule(owner: Owner, rule: NewTrustRule): Promise<TrustRuleRow> {
  const { workspaceId, userId } = owner;
  return db().$transaction(async (transaction) => {
    const jwks = rule.jwks ? (rule.jwks as unknown as Prisma.InputJsonObject) : Prisma.DbNull;
    const data = { id: newId(), workspaceId, userId, ...rule, jwks };
    const row = await transaction.trustRule.create({ data });
    const { name, issuer, audience, scopes } = rule;
    const claims = Object.entries(rule.claims).map(([claim, value]) => `${claim}=${value}`);
    await appendAuditEvent(transaction, {
      ...aboutRule(owner, row, { name, issuer, audience, claims, scopes }),
      action: 'trust-rule.created',
    });
    return row;
  });
}

/** The rules of a workspace in one mode that are not revoked, newest first. */
export function findTrustRules(
  { workspaceId }: Pick<Owner, 'workspaceId'>,
  mode: Mode,
): Promise<TrustRuleRow[]> {
  return db().trustRule.findMany({
    where: { workspaceId, mode, revokedAt: null },
    orderBy: { createdAt: 'desc' },
  });
}

/** One of them, in either mode. */
export function findTrustRule(
  { workspaceId }: Pick<Owner, 'workspaceId'>,
  id: string,
): Promise<TrustRuleRow | null> {
  return db().trustRule.findFirst({ where: { id, workspaceId, revokedAt: null } });
}

/** @returns false where the workspace has no such rule, or it was revoked before. */
export async function revokeTrustRuleById(owner: Owner, id: string): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    const where = { id, workspaceId: owner.workspaceId, revokedAt: null };
    const rule = await transaction.trustRule.findFirst({ where });
    if (!rule) return false;
    const { count } = await transaction.trustRule.updateMany({
      where,
      data: { revokedAt: new Date() },
    });
    if (count === 1) {
      await appendAuditEvent(transaction, {
        ...aboutRule(owner, rule, { name: rule.name }),
        action: 'trust-rule.revoked',
      });
    }
    return count === 1;
  });
}

function aboutRule(
  owner: Owner,
  { id, mode }: Pick<TrustRule, 'id' | 'mode'>,
  detail: AuditDetail,
) {
  const { workspaceId } = owner;
  return { workspaceId, mode, object: toPublicId('tru', id), ...nameActor(owner, detail) };
}

const inForce = (now: Date): Prisma.TrustRuleWhereInput => ({
  revokedAt: null,
  OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
});

/** The rules that a token of this issuer and audience can fit; only one where the caller names it. */
export function findCandidates(
  issuer: string,
  audience: string,
  id: string | undefined,
  now = new Date(),
): Promise<TrustRuleRow[]> {
  return db().trustRule.findMany({
    where: { issuer, audience, ...(id ? { id } : {}), ...inForce(now) },
    orderBy: { createdAt: 'asc' },
    take: MAX_CANDIDATES,
  });
}

export type TrustRuleInForce = TrustRuleRow & {
  role: Role;
  names: { user: string | null; workspace: string; credential: string };
};

/** A rule with the role that its maker has in the workspace now; null when either is gone. */
export async function findTrustRuleInForce(
  id: string,
  now = new Date(),
): Promise<TrustRuleInForce | null> {
  const found = await db().trustRule.findFirst({
    where: { id, ...inForce(now) },
    include: {
      user: { select: { name: true } },
      workspace: { select: { name: true, memberships: { where: { suspendedAt: null } } } },
    },
  });
  const membership = found?.workspace.memberships.find(({ userId }) => userId === found.userId);
  if (!found || !membership) return null;
  const { user, workspace, ...rule } = found;
  const names = { user: user.name, workspace: workspace.name, credential: rule.name };
  return { ...rule, role: membership.role, names };
}

/** Whether a rule is in force, and the person who made it may still act in its workspace. */
export async function isTrustRuleInForce(id: string, now = new Date()): Promise<boolean> {
  const found = await db().$queryRaw<unknown[]>`
    select 1 from trust_rule r
    join membership m on m.workspace_id = r.workspace_id and m.user_id = r.user_id
    where r.id = ${id}::uuid and r.revoked_at is null and m.suspended_at is null
      and (r.expires_at is null or r.expires_at > ${now})`;
  return found.length > 0;
}

const noted = new LRUCache<string, true>({ max: MAX_NOTED, ttl: NOTED_EVERY_MS });

/**
 * Notes for the owner that a token was given out: at most once a second for each rule, since the
 * jobs of a large matrix begin at the same moment and would wait for one row.
 */
export async function recordExchange(id: string, subject: string, now = new Date()): Promise<void> {
  if (noted.has(id)) return;
  noted.set(id, true);
  const lastSubject = subject.slice(0, MAX_NOTE_LENGTH);
  await db().trustRule.updateMany({ where: { id }, data: { lastUsedAt: now, lastSubject } });
}

/**
 * Notes for the owner why a token did not fit: at most once a second for each rule, in one row.
 *
 * Attack: everyone's jobs at a shared issuer can ask for a token with this audience. They can change
 * this one text, and nothing that grows.
 */
export async function recordRefusal(id: string, reason: string, now = new Date()): Promise<void> {
  const before = new Date(now.getTime() - NOTED_EVERY_MS);
  await db().trustRule.updateMany({
    where: { id, OR: [{ lastRefusedAt: null }, { lastRefusedAt: { lt: before } }] },
    data: { lastRefusedAt: now, lastRefusal: reason.slice(0, MAX_NOTE_LENGTH) },
  });
}
