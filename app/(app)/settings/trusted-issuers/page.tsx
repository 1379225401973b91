import type { Metadata } from 'next';
import { RuleTable } from '@/components/trust-rule/rule-table';
import { TryTokenForm } from '@/components/trust-rule/try-token-form';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listTrustRules } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { revokeRuleAction, tryTokenAction } from './trust-rule-action';

export const metadata: Metadata = { title: 'Trusted issuers' };

export default async function TrustedIssuersPage() {
  const principal = await requirePrincipal('/settings/trusted-issuers');
  const rules = await listTrustRules(principal);
  const owner = principal.role === 'owner';
  return (
    <>
      <PageHeader
        title="Trusted issuers"
        lead={`CI jobs and workloads that call the API in ${principal.mode} mode without a stored key. A job exchanges the token of its platform for an access token of 15 minutes, if a rule fits.`}
        actions={
          owner && (
            <ButtonLink look="primary" href="/settings/trusted-issuers/new">
              New rule
            </ButtonLink>
          )
        }
      />
      {rules.length > 0 ? (
        <>
          <RuleTable rules={rules} {...(owner ? { revoke: revokeRuleAction } : {})} />
          <Section
            id="try"
            title="Try a token"
            lead="Shows for each rule which conditions the token meets. A job that is refused is not told; the reason is here and in the column above."
          >
            <TryTokenForm action={tryTokenAction} />
          </Section>
        </>
      ) : (
        <EmptyState title={`No trust rule for ${principal.mode} mode.`}>
          <p>
            GitHub Actions, GitLab and most CI platforms sign a token for each job that says which
            job it is. Create a rule that names yours, and it needs no API key.{' '}
            <PageLink href="/learn/mistakes">Keys in a repository leak</PageLink>; here there is
            none.
          </p>
          {!owner && <p>Only an owner of the workspace can create one.</p>}
        </EmptyState>
      )}
    </>
  );
}
