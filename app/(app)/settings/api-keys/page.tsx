import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { KeyNotices } from '@/components/api-key/key-notices';
import { KeyTable } from '@/components/api-key/key-table';
import { ScopeAdviceList } from '@/components/api-key/scope-advice';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader, Section } from '@/components/ui/page-header';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { adviseUnusedScopes } from '@/lib/request-log/advise-unused-scopes';
import { narrowKeyAction, revokeKeyAction } from './key-action';

export const metadata: Metadata = { title: 'API keys' };

type ApiKeysPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ApiKeysPage({ searchParams }: ApiKeysPageProps) {
  const principal = await requirePrincipal('/settings/api-keys');
  const query = await searchParams;
  if (query.new === '1') redirect(newKeyPath(query.allow));
  const [all, advice] = await Promise.all([listApiKeys(principal), adviseUnusedScopes(principal)]);
  const keys = all.filter((key) => key.mode === principal.mode);
  const broad = advice.filter(({ key }) => key.mode === principal.mode);
  const active = keys.filter((key) => key.status === 'active');
  const past = keys.filter((key) => key.status !== 'active');
  const showOwner = principal.role === 'owner';
  return (
    <>
      <PageHeader
        title="API keys"
        lead={`For scripts and services that call the API. These are the keys for ${principal.mode} mode.`}
        actions={
          <ButtonLink look="primary" href="/settings/api-keys/new?preset=read-only">
            New key
          </ButtonLink>
        }
      />
      <KeyNotices principal={principal} />
      {active.length > 0 ? (
        <KeyTable keys={active} showOwner={showOwner} revoke={revokeKeyAction} />
      ) : (
        <EmptyState title={`You have no active ${principal.mode} keys.`}>
          <p>Make one, send an event with it, and the dashboard shows it a moment later.</p>
        </EmptyState>
      )}
      {broad.length > 0 && (
        <Section
          id="advice"
          title="Rights that nothing used"
          lead="In 30 days. A key that may do less does less harm when it leaks."
        >
          <ScopeAdviceList advice={broad} narrow={narrowKeyAction} />
        </Section>
      )}
      {past.length > 0 && (
        <Section id="past" title="Revoked and expired">
          <KeyTable keys={past} showOwner={showOwner} revoke={revokeKeyAction} />
        </Section>
      )}
    </>
  );
}

function newKeyPath(allow: string | string[] | undefined): string {
  return typeof allow === 'string'
    ? `/settings/api-keys/new?allow=${encodeURIComponent(allow)}`
    : '/settings/api-keys/new';
}
