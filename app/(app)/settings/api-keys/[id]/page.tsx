import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { KeyFacts } from '@/components/api-key/key-facts';
import { RollKeyForm } from '@/components/api-key/roll-key-form';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { revokeKeyAction } from '../key-action';
import { rollKeyAction } from './roll-key-action';

export const metadata: Metadata = { title: 'API key' };

export default async function ApiKeyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/settings/api-keys/${encodeURIComponent(id)}`);
  const key = (await listApiKeys(principal)).find((one) => one.id === id);
  if (!key) notFound();
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/settings/api-keys">All keys</PageLink>
      </p>
      <PageHeader title={key.name} lead={<code>{key.masked}</code>} />
      {key.exposedAt && key.status === 'active' && (
        <Callout tone="warning" title="This key was seen where it must not be" className="mb-8">
          <p>
            It was seen on <LocalTime time={key.exposedAt} />, in a URL or in a public place. Roll
            it without overlap, or revoke it.
          </p>
        </Callout>
      )}
      <KeyFacts apiKey={key} />
      {key.status === 'active' && (
        <>
          <Section
            id="roll"
            title="Roll"
            lead="The key keeps its id, permissions and allowed addresses, and gets a new secret. The old secret keeps working for the period you choose, counted from the first use of the new one."
          >
            <RollKeyForm id={key.id} bound={key.bound !== null} action={rollKeyAction} />
          </Section>
          <Section
            id="revoke"
            title="Revoke"
            lead="Whatever uses this key stops working immediately. This can't be undone."
          >
            <form action={revokeKeyAction}>
              <input type="hidden" name="id" value={key.id} />
              <Button look="danger">Revoke key</Button>
            </form>
          </Section>
        </>
      )}
    </>
  );
}
