import type { Metadata } from 'next';
import { groupScopes } from '@/components/api-key/scope-group';
import { NewRuleForm } from '@/components/trust-rule/new-rule-form';
import { PlatformList } from '@/components/trust-rule/platform-list';
import { readRuleForm } from '@/components/trust-rule/rule-form-values';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import {
  developmentIssuer,
  isDevelopmentIssuer,
} from '@/lib/auth/oauth/workload-federation/issuer-keys';
import { describePlatform, type Platform } from '@/lib/auth/oauth/workload-federation/platform';
import { createRuleAction } from './create-rule-action';

export const metadata: Metadata = { title: 'New trust rule' };

type NewRulePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NewRulePage({ searchParams }: NewRulePageProps) {
  const principal = await requirePrincipal('/settings/trusted-issuers/new');
  const query = Object.entries(await searchParams).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value]),
  );
  const params = new URLSearchParams(query);
  const values = readRuleForm(params, params.get('platform') ?? undefined, principal.mode);
  if (principal.role !== 'owner') {
    return (
      <>
        <PageHeader title="New trust rule" />
        <EmptyState title="Only an owner of the workspace can create one." />
      </>
    );
  }
  if (!values) {
    const local = developmentIssuer();
    return (
      <>
        <PageHeader title="New trust rule" lead="Where does the job run?" />
        <PlatformList developmentIssuer={isDevelopmentIssuer(local) ? local : null} />
      </>
    );
  }
  const platform: Platform = describePlatform(values.platform);
  const { issuer, audience } = values;
  const filled = {
    ...values,
    issuer: issuer || (platform.ownIssuer ? '' : platform.issuer),
    audience: audience || 'tollgate',
    reusable: params.has('audience') ? values.reusable : platform.cached !== undefined,
  };
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/settings/trusted-issuers/new">All platforms</PageLink>
      </p>
      <PageHeader
        title={`New rule: ${platform.name}`}
        lead="Names the jobs that can get a token. Every condition has to be met, and values are compared exactly."
      />
      <NewRuleForm
        key={values.platform}
        action={createRuleAction}
        initial={{ values: filled, errors: {} }}
        platform={platform}
        groups={groupScopes()}
      />
    </>
  );
}
