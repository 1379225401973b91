import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { disconnectText } from '@/components/connection/connection-card';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import {
  isConnectionProvider,
  PROVIDER_TEXTS,
} from '@/lib/auth/oauth/connections/connection-provider';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { disconnectAction } from '../../connection-action';

export const metadata: Metadata = { title: 'Disconnect' };

type DisconnectPageProps = {
  params: Promise<{ provider: string }>;
  searchParams: Promise<{ unreachable?: string | string[] }>;
};

/** The question of the dialog as a page, and what to do where the provider does not answer. */
export default async function DisconnectPage({ params, searchParams }: DisconnectPageProps) {
  const { provider } = await params;
  if (!isConnectionProvider(provider)) notFound();
  await requirePrincipal(`/settings/connections/${provider}/disconnect`);
  const { name } = PROVIDER_TEXTS[provider];
  const unreachable = (await searchParams).unreachable === '1';
  return (
    <>
      <PageHeader title={`Disconnect ${name}?`} lead={disconnectText(name)} />
      {unreachable && (
        <Callout tone="warning" role="alert" title={`${name} did not answer`} className="mb-6">
          <p>
            It is still connected: what you allowed could not be revoked. Try again in a moment. Or
            disconnect it here only; we then forget our tokens, and you remove Tollgate at {name}{' '}
            yourself.
          </p>
        </Callout>
      )}
      <form action={disconnectAction} className="flex flex-wrap gap-3">
        <input type="hidden" name="provider" value={provider} />
        <Button look="danger">{unreachable ? 'Try again' : 'Disconnect'}</Button>
        {unreachable && (
          <Button name="only-here" value="1">
            Disconnect here only
          </Button>
        )}
        <ButtonLink href="/settings/connections">Cancel</ButtonLink>
      </form>
    </>
  );
}
