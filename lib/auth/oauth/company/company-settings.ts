import { z } from 'zod';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { randomBase62 } from '@/lib/base62';
import { encryptText } from '@/lib/encryption';
import { parseOutboundUrl, UrlNotAllowedError } from '@/lib/http/outbound-url';
import { problem } from '@/lib/http/problem';
import { validate } from '@/lib/http/validate';
import { fromPublicId, newId, toPublicId } from '@/lib/public-id';
import { findProof, normalizeDomain, proofName } from './company-domain';
import { companyPolicy, companyProviderId, secretContext } from './company-provider';
import { type CompanyChange, changeCompany, deleteCompany } from './company.repository';
import { requireCompany } from './company-view';

const PROOF_DIGITS = 32;

const schema = z.object({
  issuer: z.string().trim().max(512).superRefine(checkIssuerUrl),
  clientId: z.string().trim().min(1, 'Enter the client id.').max(255),
  clientSecret: z.string().trim().min(1, 'Enter the client secret.').max(1024),
  domain: z.string().transform((text, context) => {
    const domain = normalizeDomain(text);
    if (!domain)
      context.addIssue({ code: 'custom', message: 'Enter a domain, such as example.com.' });
    return domain ?? '';
  }),
  role: z.enum(['owner', 'member']),
  offlineAccess: z.boolean().default(true),
});

export type CompanyInput = z.input<typeof schema>;

function checkIssuerUrl(text: string, context: z.RefinementCtx): void {
  try {
    const { search, hash } = parseOutboundUrl(text, companyPolicy());
    if (!search && !hash) return;
    context.addIssue({ code: 'custom', message: 'An issuer has no query and no fragment.' });
  } catch (error) {
    if (!(error instanceof UrlNotAllowedError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
}

/**
 * Connects a provider. No one can sign in by it before its domain is proved.
 * @throws {ProblemError} 403 `forbidden`, 409 `conflict` where there is one, 422 for a wrong field.
 */
export async function connectCompany(principal: Principal, input: CompanyInput): Promise<void> {
  requireOwner(principal);
  const { clientSecret, ...fields } = validate(schema, input);
  const id = newId();
  const data = {
    ...fields,
    id,
    workspaceId: principal.workspaceId,
    clientSecret: await encryptText(clientSecret, secretContext(id)),
    domainProof: `tollgate-domain-verification=${randomBase62(PROOF_DIGITS)}`,
  };
  const { issuer, domain, role } = fields;
  const audit = auditOf(principal, 'company-provider.connected', { issuer, domain, role });
  const outcome = await changeCompany(principal, audit, async (transaction) => {
    await transaction.companyProvider.create({ data });
    return 1;
  });
  requireChanged(outcome, 'The workspace has a provider already. Remove it first.');
}

/**
 * Looks the domain's record up; where it is there, people can sign in.
 * @throws {ProblemError} 409 `conflict` saying what is missing.
 */
export async function proveDomain(principal: Principal): Promise<void> {
  const row = await requireCompany(principal);
  const { domain, domainProof, id } = row;
  const found = await findProof(domain, domainProof);
  if (found === 'missing') {
    const detail = `${proofName(domain)} has no TXT record with this value yet. A new record can take an hour to be seen everywhere.`;
    throw problem('conflict', { detail });
  }
  if (found === 'unreachable') {
    throw problem('conflict', { detail: `The name servers of ${domain} did not answer.` });
  }
  const audit = auditOf(principal, 'company-provider.domain-proved', { domain });
  const outcome = await changeCompany(principal, audit, async (transaction) => {
    const { count } = await transaction.companyProvider.updateMany({
      where: { id, domainProof },
      data: { domainProvedAt: new Date() },
    });
    return count;
  });
  requireChanged(outcome, 'Another workspace has proved this domain.');
}

/**
 * Requires single sign-on of members with an address of the domain, or stops to. The owner who
 * requires it is exempt.
 * @throws {ProblemError} 403 `forbidden`, 409 `conflict` while the domain is not proved.
 * @see docs/decisions/0154-enterprise-sign-on.md
 */
export async function setCompanyRequired(principal: Principal, required: boolean): Promise<void> {
  const { id, domain, domainProvedAt } = await requireCompany(principal);
  if (required && !domainProvedAt) throw problem('conflict', { detail: 'Prove the domain first.' });
  const action = required ? 'company-provider.required' : 'company-provider.optional';
  const audit = auditOf(principal, action, { domain });
  const requiredById = required ? principal.userId : null;
  const outcome = await changeCompany(principal, audit, async (transaction) => {
    const { count } = await transaction.companyProvider.updateMany({
      where: { id },
      data: { requiredById },
    });
    return count;
  });
  requireChanged(outcome);
}

/**
 * Replaces the client secret, which providers let expire.
 * @throws {ProblemError} 403 `forbidden`, 404 without a provider, 422 for an empty one.
 */
export async function replaceCompanySecret(principal: Principal, text: string): Promise<void> {
  const { clientSecret } = validate(schema.pick({ clientSecret: true }), { clientSecret: text });
  const { id, issuer } = await requireCompany(principal);
  const sealed = await encryptText(clientSecret, secretContext(id));
  const audit = auditOf(principal, 'company-provider.secret-replaced', { issuer });
  const outcome = await changeCompany(principal, audit, async (transaction) => {
    const { count } = await transaction.companyProvider.updateMany({
      where: { id },
      data: { clientSecret: sealed },
    });
    return count;
  });
  requireChanged(outcome);
}

/**
 * Removes the provider. The people who came by it are signed out and suspended.
 * @throws {ProblemError} 403 `forbidden`, 404 without a provider.
 */
export async function removeCompany(principal: Principal): Promise<void> {
  const { issuer, domain } = await requireCompany(principal);
  const audit = auditOf(principal, 'company-provider.removed', { issuer, domain });
  const remove = (transaction: Parameters<typeof deleteCompany>[0]) =>
    deleteCompany(transaction, principal.workspaceId);
  requireChanged(await changeCompany(principal, audit, remove));
}

/**
 * Lets someone in again whom an owner removed. They have no key of before.
 * @param person `usr_…`
 * @throws {ProblemError} 403 `forbidden`, 404 for someone who did not come by this provider.
 */
export async function letInAgain(principal: Principal, person: string): Promise<void> {
  const { id, role, workspaceId } = await requireCompany(principal);
  const userId = fromPublicId('usr', person);
  if (!userId) throw problem('not-found');
  const audit = { ...auditOf(principal, 'member.let-in-again', { role }), object: person };
  const outcome = await changeCompany(principal, audit, async (transaction) => {
    const member = { userId, providerId: id, user: { memberships: { none: { workspaceId } } } };
    if ((await transaction.companyMember.count({ where: member })) === 0) return 0;
    await transaction.membership.create({ data: { workspaceId, userId, role } });
    return 1;
  });
  requireChanged(outcome);
}

function requireChanged(outcome: CompanyChange, exists = 'Someone changed it meanwhile.'): void {
  if (outcome === 'none') throw problem('not-found');
  if (outcome === 'exists') throw problem('conflict', { detail: exists });
  if (outcome === 'not-owner') {
    const detail = 'Only an owner who does not sign in by this provider can change it.';
    throw problem('forbidden', { detail });
  }
}

function auditOf(principal: Principal, action: string, detail: Record<string, string>) {
  const { workspaceId, userId } = principal;
  const object = companyProviderId(workspaceId);
  return { workspaceId, actor: toPublicId('usr', userId), action, object, detail };
}
