import type { Metadata } from 'next';
import { NewKeyForm } from '@/components/api-key/new-key-form';
import { fromQuery } from '@/components/api-key/new-key-query';
import { groupScopes } from '@/components/api-key/scope-group';
import { formatTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getClientContext } from '@/lib/http/client-context';
import { createKeyAction } from './create-key-action';

export const metadata: Metadata = { title: 'New API key' };

type NewKeyPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NewKeyPage({ searchParams }: NewKeyPageProps) {
  const principal = await requirePrincipal('/settings/api-keys/new');
  const allowed = [...principal.scopes];
  const initial = fromQuery(await searchParams, principal.mode, allowed);
  const name = initial.name || `Key of ${await formatTime(new Date(), 'date')}`;
  return (
    <>
      <PageHeader
        title="New API key"
        lead="For a script, a job or a service of yours. Give it the least that it needs."
      />
      <NewKeyForm
        action={createKeyAction}
        groups={groupScopes()}
        allowed={allowed}
        address={getClientContext().address}
        initial={{ ...initial, name }}
      />
    </>
  );
}
