import type { Metadata } from 'next';
import { NewAppForm } from '@/components/oauth/new-app-form';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { FIRST_SCOPE } from '@/lib/auth/scope';
import { createAppAction } from './create-app-action';

export const metadata: Metadata = { title: 'New app' };

export default async function NewAppPage() {
  await requirePrincipal('/developers/apps/new');
  return (
    <>
      <PageHeader
        title="New app"
        lead="Ask for as little as possible: people see the list before they connect."
      />
      <NewAppForm
        action={createAppAction}
        initial={{
          name: '',
          redirects: '',
          uses: { [FIRST_SCOPE]: 'optional' },
          public: false,
        }}
      />
    </>
  );
}
