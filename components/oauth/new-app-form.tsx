'use client';

import { useActionState, useEffect, useRef } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { CodeBlock } from '@/components/ui/code-block';
import { SCOPES } from '@/lib/auth/scope';
import { IdentityFields } from './identity-fields';

export type NewAppValues = {
  name: string;
  redirects: string;
  scopes: string[];
  required: string[];
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
        redirectsHint="https, or http on localhost. Empty: the app uses device codes only."
      />
      <ScopeChoice
        legend="It may ask for"
        name="scopes"
        chosen={values.scopes}
        error={errors.scopes}
      />
      <details open={values.required.length > 0 || errors.required !== undefined}>
        <summary className="w-fit text-sm font-semibold">What of it must not be left out</summary>
        <ScopeChoice
          legend="It can't work without"
          name="required"
          chosen={values.required}
          error={errors.required}
        />
      </details>
      <Checkbox
        name="public"
        value="1"
        defaultChecked={values.public}
        label="It can't keep a secret"
        detail="A command line or an app on a device: it gets no secret and relies on PKCE alone."
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

type ScopeChoiceProps = {
  legend: string;
  name: string;
  chosen: readonly string[];
  error: string | undefined;
};

function ScopeChoice({ legend, name, chosen, error }: ScopeChoiceProps) {
  return (
    <fieldset aria-describedby={error ? `${name}-error` : undefined}>
      <legend className="text-sm font-semibold">{legend}</legend>
      {error && (
        <p id={`${name}-error`} className="text-sm text-accent">
          {error}
        </p>
      )}
      <div className="mt-1 grid gap-x-8 sm:grid-cols-2">
        {Object.entries(SCOPES).map(([scope, sentence]) => (
          <Checkbox
            key={scope}
            name={name}
            value={scope}
            defaultChecked={chosen.includes(scope)}
            label={sentence}
            detail={<code>{scope}</code>}
          />
        ))}
      </div>
    </fieldset>
  );
}

type RevealedApp = { name: string; clientId: string; secret: string | null };

/** An app's id and, the one time, its secret. */
function AppReveal({ revealed }: { revealed: RevealedApp }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form is gone, so the reader is taken to what took its place.
  useEffect(() => heading.current?.focus(), []);
  const { name, clientId, secret } = revealed;
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
      <p className="mt-8">
        <ButtonLink look="primary" href="/developers/apps">
          I have copied it
        </ButtonLink>
      </p>
    </section>
  );
}
