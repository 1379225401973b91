import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AppFacts, MachineCertificate } from '@/components/oauth/app-facts';
import { AppQuickStart } from '@/components/oauth/app-quick-start';
import { EditAppForm } from '@/components/oauth/edit-app-form';
import { ReplaceCertificateForm } from '@/components/oauth/replace-certificate-form';
import { RotateSecretForm } from '@/components/oauth/rotate-secret-form';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { describeQuickStart } from '@/lib/auth/oauth/authorization-server/app-quick-start';
import { type AppWithUse, getApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { CertificateView } from '@/lib/auth/oauth/authorization-server/machine-certificate';
import { serverMetadataUrl } from '@/lib/auth/oauth/authorization-server/resource';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { ProblemError } from '@/lib/http/problem';
import { deleteAppAction, endOverlapAction, rotateSecretAction } from '../app-action';
import { endCertificateOverlapAction, replaceCertificateAction } from './certificate-action';
import { changeAppAction } from './change-app-action';

export const metadata: Metadata = { title: 'App' };

export default async function AppPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/developers/apps/${encodeURIComponent(id)}`);
  const app = await readApp(principal, id);
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/developers/apps">All apps</PageLink>
      </p>
      <PageHeader title={app.name} />
      <AppFacts app={app} metadataUrl={serverMetadataUrl()} />
      {!app.machineMode && !app.resourceServer && (
        <Section id="quick-start" title="Connect it">
          <AppQuickStart quickStart={describeQuickStart(app)} />
        </Section>
      )}
      {app.certificate && (
        <Certificate app={app} current={app.certificate} owner={principal.role === 'owner'} />
      )}
      {principal.role === 'owner' && <Changes app={app} />}
    </>
  );
}

function Changes({ app }: { app: AppWithUse }) {
  const { clientId, name } = app;
  return (
    <>
      {!app.machineMode && (
        <Section id="change" title="Name and redirect addresses">
          <EditAppForm
            clientId={clientId}
            initial={{ name, redirects: app.redirectUris.join('\n') }}
            action={changeAppAction}
          />
        </Section>
      )}
      {app.authMethod === 'client_secret_basic' && <Secret app={app} />}
      <Section
        id="delete"
        title="Delete"
        lead="Everyone who connected it is disconnected immediately, and its id is never reused."
      >
        <ConfirmDialog
          trigger="Delete app"
          look="danger"
          href={`/developers/apps/${clientId}/delete`}
          title={`Delete ${name}?`}
          description={`${app.users === 1 ? '1 person has' : `${app.users} people have`} connected it. Its tokens stop working immediately. This can't be undone.`}
          confirm="Delete app"
          action={deleteAppAction}
          values={{ id: clientId }}
        />
      </Section>
    </>
  );
}

function Certificate({ app, current, owner }: CertificateProps) {
  return (
    <Section
      id="bound-certificate"
      title="Certificate"
      lead="It identifies the machine on each connection. Any CA may have signed it; only this exact certificate is accepted."
    >
      <MachineCertificate
        current={current}
        previous={app.previousCertificate}
        endOverlap={
          owner && (
            <form action={endCertificateOverlapAction} className="mt-4">
              <input type="hidden" name="id" value={app.clientId} />
              <Button look="danger">End it now</Button>
            </form>
          )
        }
      />
      {owner && (
        <ReplaceCertificateForm clientId={app.clientId} action={replaceCertificateAction} />
      )}
    </Section>
  );
}

function Secret({ app: { clientId, name, overlapEndsAt } }: { app: AppWithUse }) {
  return (
    <Section
      id="secret"
      title="Secret"
      lead="A new one is shown once. The one before works for another day, so that you can change it everywhere without hurry."
    >
      <RotateSecretForm clientId={clientId} name={name} action={rotateSecretAction} />
      {overlapEndsAt && (
        <form action={endOverlapAction} className="mt-6">
          <input type="hidden" name="id" value={clientId} />
          <p className="mb-2 text-sm">
            The secret before works until <LocalTime time={overlapEndsAt} />.
          </p>
          <Button look="danger">End it now</Button>
        </form>
      )}
    </Section>
  );
}

type CertificateProps = { app: AppWithUse; current: CertificateView; owner: boolean };

async function readApp(principal: Principal, clientId: string): Promise<AppWithUse> {
  try {
    return await getApp(principal, clientId);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') notFound();
    throw error;
  }
}
