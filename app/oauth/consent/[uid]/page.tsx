import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox, Radio } from '@/components/ui/checkbox';
import { PageHeader, Section } from '@/components/ui/page-header';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { CONSENT_COOKIE, consentPath } from '@/lib/auth/oauth/authorization-server/resource';
import {
  MAX_DEVICE_CHARACTERS,
  readConsentRequest,
  type RequestingApp,
} from '@/lib/auth/oauth/authorization-server/consent-request';
import { provedAt } from '@/lib/auth/oauth/authorization-server/fresh-proof';
import { MAX_CONNECTIONS } from '@/lib/auth/oauth/authorization-server/grant.repository';
import { requirePerson } from '@/lib/auth/oauth/session/require-principal';

export const metadata: Metadata = { title: 'Connect an app', robots: { index: false } };
export const dynamic = 'force-dynamic';

type ConsentPageProps = { params: Promise<{ uid: string }> };

export default async function ConsentPage({ params }: ConsentPageProps) {
  const { uid } = await params;
  const person = await requirePerson(consentPath(uid));
  const request = await readConsentRequest(
    uid,
    (await cookies()).get(CONSENT_COOKIE)?.value,
    (await headers()).get('user-agent'),
  );
  if (!request) return <NoRequest />;
  const { app, scopes, redirectHost, provedSince } = request;
  if (provedSince && provedAt(person) < provedSince) {
    redirect(`/sign-in/again?return=${encodeURIComponent(consentPath(uid))}`);
  }
  return (
    <div className="mx-auto w-full max-w-lg py-8">
      <PageHeader
        title={`Connect ${app.name}?`}
        lead={`${app.name}, ${app.host ? `published at ${app.host}` : `registered by ${app.ownerName}`}, asks to act for you, ${person.name}.`}
      />
      <Warnings app={app} />
      <form method="post" action={`${consentPath(uid)}/decide`} className="space-y-8">
        <Section id="may" title="It can">
          {request.audiences.includes('mcp') && (
            <p className="mb-2 text-sm text-quiet">
              With the tools for AI agents. This access does not work at the API.
            </p>
          )}
          {scopes.map(({ scope, text, required }) =>
            required ? (
              <p key={scope} className="flex flex-wrap gap-3 py-1.5 text-sm">
                <span>{text}</span>
                <Badge>needed</Badge>
              </p>
            ) : (
              <Checkbox
                key={scope}
                name="scope"
                value={scope}
                defaultChecked
                label={text}
                detail={<code>{scope}</code>}
              />
            ),
          )}
        </Section>
        <Section id="where" title="Where">
          <SelectField
            label="Workspace"
            name="workspace"
            defaultValue={person.workspace.id}
            options={person.workspaces.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <fieldset className="mt-4">
            <legend className="text-sm font-semibold">Data</legend>
            <Radio
              name="mode"
              value="test"
              label="Test data"
              defaultChecked={person.mode === 'test'}
            />
            <Radio
              name="mode"
              value="live"
              label="Live data"
              defaultChecked={person.mode === 'live'}
            />
          </fieldset>
        </Section>
        <Section id="device" title="This connection">
          <TextField
            label="Name"
            name="device"
            defaultValue={request.device}
            maxLength={MAX_DEVICE_CHARACTERS}
            hint="Each device has a connection of its own. You can disconnect one and keep the others."
          />
        </Section>
        <Callout title="How long">
          <p>
            Until you disconnect it in Settings, Connected apps, and 90 days at most. An app can
            have {MAX_CONNECTIONS} connections; the oldest is disconnected when you add another.{' '}
            {redirectHost
              ? `After your answer you go to ${redirectHost}.`
              : 'It runs on a device; make sure that it is yours.'}
          </p>
        </Callout>
        <div className="flex flex-wrap gap-3">
          <Button look="primary" name="decision" value="allow">
            Connect
          </Button>
          <Button name="decision" value="deny">
            Cancel
          </Button>
        </div>
      </form>
    </div>
  );
}

/** What a person should know about who asks. Names can be made up; a host cannot. */
function Warnings({ app }: { app: RequestingApp }) {
  const { name, host, namesakes, loopbackOnly } = app;
  return (
    <div className="mb-8 space-y-4 empty:hidden">
      {namesakes.length > 0 && (
        <Callout tone="warning" title="Another app looks the same">
          <p>
            {namesakes.join(', ')} {namesakes.length === 1 ? 'has' : 'have'} an app with a name like
            “{name}”. Connect this one only if you expected{' '}
            {host ? <strong>{host}</strong> : <strong>{app.ownerName}</strong>}.
          </p>
        </Callout>
      )}
      {loopbackOnly && (
        <Callout tone="warning" title="It runs on your computer">
          <p>
            Your answer goes to a program on this computer, and any program can say that it is “
            {name}”. Connect it only if you have just started it yourself.
          </p>
        </Callout>
      )}
      {host && namesakes.length === 0 && !loopbackOnly && (
        <Callout title="Not registered here">
          <p>
            The name comes from a document at <strong>{host}</strong>. Connect it only if you know
            that site.
          </p>
        </Callout>
      )}
    </div>
  );
}

function NoRequest() {
  return (
    <div className="mx-auto w-full max-w-lg py-8">
      <PageHeader
        title="There is no such request"
        lead="It has ended, was answered already, or was begun in another browser. Go back to the app and begin again."
      />
    </div>
  );
}
