import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { endsInDays } from '@/components/api-key/key-status';
import { KeyTable } from '@/components/api-key/key-table';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader, Section } from '@/components/ui/page-header';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { revokeKeyAction } from './key-action';

export const metadata: Metadata = { title: 'API keys' };

type ApiKeysPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ApiKeysPage({ searchParams }: ApiKeysPageProps) {
  const principal = await requirePrincipal('/settings/api-keys');
  const query = await searchParams;
  if (query.new === '1') redirect(newKeyPath(query.allow));
  const keys = (await listApiKeys(principal)).filter((key) => key.mode === principal.mode);
  const active = keys.filter((key) => key.status === 'active');
  const past = keys.filter((key) => key.status !== 'active');
  const showOwner = principal.role === 'owner';
  return (
    <>
      <PageHeader
        title="API keys"
        lead={`For scripts that call the API by themselves. These are the keys for ${principal.mode} mode.`}
        actions={
          <ButtonLink look="primary" href="/settings/api-keys/new">
            New key
          </ButtonLink>
        }
      />
      {active.some((key) => key.exposedAt) && (
        <Callout tone="warning" title="A key was seen where it must not be" className="mb-8">
          <p>Roll it, or revoke it if nothing uses it. Open the key to read where it was seen.</p>
        </Callout>
      )}
      {active.some((key) => endsInDays(key) !== null) && (
        <Callout title="Some keys end soon" className="mb-8">
          <p>Roll a key before it ends, and nothing that uses it has to stop.</p>
        </Callout>
      )}
      {active.length > 0 ? (
        <KeyTable keys={active} showOwner={showOwner} revoke={revokeKeyAction} />
      ) : (
        <EmptyState title={`No key for ${principal.mode} mode works at present.`}>
          <p>Make one, send an event with it, and the dashboard shows it a moment later.</p>
        </EmptyState>
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
