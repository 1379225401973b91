'use client';

import { useActionState, useEffect, useRef } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { CodeBlock } from '@/components/ui/code-block';
import type { QuickStart } from '@/lib/auth/oauth/authorization-server/app-quick-start';
import { AppQuickStart } from './app-quick-start';
import { IdentityFields } from './identity-fields';
import { ScopeTable, type ScopeUse } from './scope-table';

export type NewAppValues = {
  name: string;
  redirects: string;
  uses: Record<string, ScopeUse>;
  public: boolean;
};

export type NewAppState = {
  values: NewAppValues;
  errors: Partial<Record<keyof NewAppValues | 'form', string>>;
  revealed?: RevealedApp;
};

type NewAppFormProps = {
  action: (state: NewAppState, form: FormData) => Promise<NewAppState>;
  initial: NewAppValues;
};

/** Registers an app, then shows its id, and its secret once. */
export function NewAppForm({ action, initial }: NewAppFormProps) {
  const [state, submit, pending] = useActionState(action, { values: initial, errors: {} });
  if (state.revealed) return <AppReveal revealed={state.revealed} />;
  const { values, errors } = state;
  return (
    <form action={submit} className="max-w-2xl space-y-8">
      {errors.form && (
        <Callout tone="warning" role="alert" title="The app was not registered">
          <p>{errors.form}</p>
        </Callout>
      )}
      <IdentityFields
        values={values}
        errors={errors}
        redirectsHint="https, or http on localhost; 127.0.0.1 works with any port. Leave empty for device codes only."
      />
      <ScopeTable uses={values.uses} error={errors.uses} />
      <Checkbox
        name="public"
        value="1"
        defaultChecked={values.public}
        label="Public client (no client secret)"
        detail="For command-line, browser and device apps, which can’t keep a secret. They rely on PKCE."
      />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={pending}>
          Register app
        </Button>
        <ButtonLink href="/developers/apps">Cancel</ButtonLink>
      </div>
    </form>
  );
}

type RevealedApp = {
  name: string;
  clientId: string;
  secret: string | null;
  quickStart: QuickStart;
};

/** An app's id and, the one time, its secret. */
function AppReveal({ revealed }: { revealed: RevealedApp }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, so the reader is taken to what took its place.
  useEffect(() => heading.current?.focus(), []);
  const { name, clientId, secret, quickStart } = revealed;
  return (
    <section aria-labelledby="revealed" className="max-w-2xl">
      <h2 id="revealed" ref={heading} tabIndex={-1} className="text-xl outline-none">
        “{name}” is ready
      </h2>
      <p className="mt-6 text-sm font-semibold">Client id</p>
      <CodeBlock id="client-id" label="client id" className="mt-2" code={clientId} />
      {secret && (
        <>
          <p className="mt-6 text-sm font-semibold">Client secret</p>
          <CodeBlock id="client-secret" label="client secret" className="mt-2" code={secret} />
          <Callout tone="warning" title="This is the only time that it is shown." className="mt-4">
            <p>Keep it on your server. Give the app a new one where it may have been seen.</p>
          </Callout>
        </>
      )}
      <h3 className="mt-10 mb-4 text-lg">First connection</h3>
      <AppQuickStart quickStart={quickStart} />
      <p className="mt-8">
        <ButtonLink href={`/developers/apps/${clientId}`}>Go to the app</ButtonLink>
      </p>
    </section>
  );
}
