import type { Metadata } from 'next';
import { NewKeyForm } from '@/components/api-key/new-key-form';
import { groupScopes, isScopePreset, SCOPE_PRESETS } from '@/components/api-key/scope-group';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { getClientContext } from '@/lib/http/client-context';
import { createKeyAction } from './create-key-action';

export const metadata: Metadata = { title: 'New API key' };

type NewKeyPageProps = {
  searchParams: Promise<{ preset?: string | string[]; allow?: string | string[] }>;
};

export default async function NewKeyPage({ searchParams }: NewKeyPageProps) {
  const principal = await requirePrincipal('/settings/api-keys/new');
  const { preset, allow } = await searchParams;
  const wanted = typeof preset === 'string' && isScopePreset(preset) ? preset : undefined;
  const allowed = [...principal.scopes];
  const chosen = wanted ? SCOPE_PRESETS[wanted].scopes : [];
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
        initial={{
          name: '',
          scopes: allowed.filter((scope) => chosen.some((one) => one === scope)),
          mode: principal.mode,
          expires: '90',
          allow: typeof allow === 'string' ? allow : '',
        }}
      />
    </>
  );
}
