import { decodeJwt } from 'jose';
import { requireOwner } from '@/lib/auth/authorize';
import type { Mode, Principal } from '@/lib/auth/principal';
import { isScope, type Scope } from '@/lib/auth/scope';
import { problem } from '@/lib/http/problem';
import { validate } from '@/lib/http/validate';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import { type Claims, type Condition, judgeClaims, pinnedClaims } from './judge-claims';
import { describePlatform } from './platform';
import {
  findTrustRule,
  findTrustRules,
  insertTrustRule,
  revokeTrustRuleById,
  type TrustRuleRow,
} from './trust-rule.repository';
import { type TrustRuleInput, trustRuleSchema } from './trust-rule-schema';

/** More than this in one mode is a sign of rules for each branch, which one claim less would cover. */
const MAX_RULES = 50;

/** A rule as its owner sees it. */
export type TrustRuleView = {
  /** `tru_…`: names the rule in requests (client_id), logs and audit. */
  id: string;
  name: string;
  mode: Mode;
  platform: string;
  /** How a job asks the platform for its token. */
  request: string;
  issuer: string;
  audience: string;
  claims: Record<string, string>;
  scopes: Scope[];
  allowedCidrs: string[];
  /** The issuer's keys were given with the rule and are not fetched. */
  ownKeys: boolean;
  reusable: boolean;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsed: { at: Date; subject: string } | null;
  lastRefusal: { at: Date; reason: string } | null;
};

/**
 * Trusts the jobs of an issuer that fit.
 * @throws {ProblemError} 403 `forbidden` for members, 422 `validation-failed`: among others for a rule
 * that pins no claim which identifies the job for good.
 */
export async function createTrustRule(
  principal: Principal,
  input: TrustRuleInput,
): Promise<TrustRuleView> {
  requireOwner(principal);
  const rule = validate(trustRuleSchema, input);
  if (rule.expiresAt && rule.expiresAt <= new Date()) {
    refuse('/expiresAt', 'Give a time in the future.');
  }
  const existing = await findTrustRules(principal, rule.mode);
  if (existing.length >= MAX_RULES) refuse('', `A workspace has at most ${MAX_RULES} rules.`);
  return toView(await insertTrustRule(principal, rule));
}

function refuse(pointer: string, detail: string): never {
  throw problem('validation-failed', { errors: [{ pointer, detail }] });
}

/** The rules of the principal's workspace and mode. */
export async function listTrustRules(principal: Principal): Promise<TrustRuleView[]> {
  return (await findTrustRules(principal, principal.mode)).map(toView);
}

/** A rule in force of the principal's workspace, in either mode; null where there is none. */
export async function getTrustRule(
  principal: Principal,
  id: string,
): Promise<TrustRuleView | null> {
  const uuid = fromPublicId('tru', id);
  const row = uuid ? await findTrustRule(principal, uuid) : null;
  return row && toView(row);
}

/**
 * Ends a rule, and with it at once every access token that it gave out.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such rule in force.
 */
export async function revokeTrustRule(principal: Principal, id: string): Promise<void> {
  requireOwner(principal);
  const uuid = fromPublicId('tru', id);
  if (!uuid || !(await revokeTrustRuleById(principal, uuid))) throw problem('not-found');
}

/** A rule with what a token meets of it. */
export type DryRun = { rule: TrustRuleView; conditions: Condition[]; fits: boolean };

/**
 * Says which rules of the workspace a token fits, and why not. Nothing is given out and no signature
 * is checked.
 * @param text the claims as JSON, or a whole token.
 * @throws {ProblemError} 422 `validation-failed` where it is neither.
 */
export async function tryToken(principal: Principal, text: string): Promise<DryRun[]> {
  const claims = readClaims(text.trim());
  const rows = await findTrustRules(principal, principal.mode);
  return rows.map((row) => {
    const conditions = judgeClaims(row, claims, undefined);
    return { rule: toView(row), conditions, fits: conditions.every(({ met }) => met) };
  });
}

function readClaims(text: string): Claims {
  try {
    if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return decodeJwt(text);
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return Object.fromEntries(Object.entries(parsed));
    }
  } catch {
    // Answered below.
  }
  return refuse('/claims', 'Paste the claims as a JSON object, or the whole token.');
}

function toView(row: TrustRuleRow): TrustRuleView {
  const { lastUsedAt, lastSubject, lastRefusedAt, lastRefusal } = row;
  const platform = describePlatform(row.platform);
  return {
    id: toPublicId('tru', row.id),
    name: row.name,
    mode: row.mode,
    platform: platform.name,
    request: platform.request.replace('<audience>', row.audience),
    issuer: row.issuer,
    audience: row.audience,
    claims: pinnedClaims(row),
    scopes: row.scopes.filter(isScope),
    allowedCidrs: row.allowedCidrs,
    ownKeys: row.jwks !== null,
    reusable: row.reusable,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsed: lastUsedAt && { at: lastUsedAt, subject: lastSubject ?? '' },
    lastRefusal: lastRefusedAt && { at: lastRefusedAt, reason: lastRefusal ?? '' },
  };
}
