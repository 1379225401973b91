import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import { isIP } from 'node:net';
import { getEnv } from '@/lib/env';

const TIMEOUT_MS = 3_000;
const TRIES = 2;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain in the one form in which domains are compared: lower case, ASCII.
 *
 * Attack: `exаmple.com` with a Cyrillic letter looks like `example.com`. Its ASCII form,
 * `xn--exmple-4nf.com`, does not, and that is what is stored, shown and compared.
 * @returns undefined where the text is no domain with at least two labels.
 * @see RFC 5891 section 4
 */
export function normalizeDomain(text: string): string | undefined {
  const domain = domainToASCII(text.trim().replace(/\.$/, ''));
  const labels = domain.split('.');
  const valid = labels.length > 1 && domain.length <= 253 && isIP(domain) === 0;
  return valid && labels.every((label) => LABEL.test(label)) ? domain : undefined;
}

/**
 * The domain of an e-mail address.
 *
 * Attack: `ada@example.com@evil.example` and `"ada@example.com"@evil.example` belong to
 * `evil.example`, and `example.com.evil.example` is no part of `example.com`. Exactly one `@` is
 * taken, and domains are compared whole.
 */
export function domainOfEmail(email: string): string | undefined {
  const [local, domain, ...more] = email.split('@');
  return local && domain && more.length === 0 ? normalizeDomain(domain) : undefined;
}

type Requirement = { domain: string; requiredById: string | null };

type Member = { id: string; email: string | null; companyMember: { userId: string } | null };

/**
 * Whether a workspace is closed to someone because its owner requires the company's sign-in for
 * addresses of its domain. The owner who required it is exempt, so that a provider that is down or
 * misconfigured shuts no one out for good.
 */
export function needsCompanySignIn(provider: Requirement | null, member: Member): boolean {
  if (!provider?.requiredById || member.companyMember) return false;
  if (provider.requiredById === member.id || member.email === null) return false;
  return domainOfEmail(member.email) === provider.domain;
}

/** Where the proof of a domain is looked up. */
export function proofName(domain: string): string {
  return `_tollgate.${domain}`;
}

/** What the lookup of a proof found. */
export type ProofLookup = 'found' | 'missing' | 'unreachable';

/**
 * Whether the domain's DNS has the proof as a TXT record.
 *
 * Attack: a record that merely contains the proof, or one of the domain itself, could have been put
 * there by a service that stores text of strangers. The name is ours alone and the record is compared
 * whole.
 * @see RFC 1464
 */
export async function findProof(domain: string, proof: string): Promise<ProofLookup> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  const { DNS_SERVERS } = getEnv();
  if (DNS_SERVERS.length > 0) resolver.setServers(DNS_SERVERS);
  try {
    const records = await resolver.resolveTxt(proofName(domain));
    return records.some((chunks) => chunks.join('') === proof) ? 'found' : 'missing';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ENOTFOUND' || code === 'ENODATA' ? 'missing' : 'unreachable';
  }
}
