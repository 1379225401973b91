'use client';

import { useActionState } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { FieldError } from '@/components/ui/field';
import { SecretReveal } from '@/components/ui/secret-reveal';
import { TextField } from '@/components/ui/text-field';

export type WebhookValues = { url: string; events: string[]; description: string };

export type WebhookState = {
  values: WebhookValues;
  errors: Partial<Record<keyof WebhookValues | 'form', string>>;
  /** Shown once, when the endpoint was made. */
  created?: { id: string; secret: string };
};

type WebhookFormProps = {
  action: (state: WebhookState, form: FormData) => Promise<WebhookState>;
  events: readonly { type: string; when: string }[];
};

/** Makes a webhook endpoint, then shows its signing secret once. */
export function WebhookForm({ action, events }: WebhookFormProps) {
  const [state, submit, pending] = useActionState(action, {
    values: { url: '', events: [], description: '' },
    errors: {},
  });
  const { values, errors, created } = state;
  if (created) {
    return (
      <SecretReveal
        title="The webhook is ready"
        secret={created.secret}
        what="signing secret"
        href={`/settings/webhooks/${created.id}`}
      >
        <p>
          Each delivery is signed with it. Verify the signature before you believe a delivery; any
          library for Standard Webhooks does that.
        </p>
      </SecretReveal>
    );
  }
  return (
    <form action={submit} className="max-w-2xl space-y-8">
      {errors.form && (
        <Callout tone="warning" role="alert" title="The webhook was not made">
          <p>{errors.form}</p>
        </Callout>
      )}
      <TextField
        label="URL"
        name="url"
        type="url"
        mono
        required
        placeholder="https://example.com/webhooks"
        defaultValue={values.url}
        error={errors.url}
        hint="Reachable from the public internet, over https. Redirects are not followed."
      />
      <fieldset aria-describedby={errors.events ? 'events-error' : undefined}>
        <legend className="text-sm font-semibold">What to send</legend>
        <div className="mt-2 border-y border-rule py-2">
          {events.map(({ type, when }) => (
            <Checkbox
              key={type}
              name="events"
              value={type}
              defaultChecked={values.events.includes(type)}
              label={when}
              detail={<code>{type}</code>}
            />
          ))}
        </div>
        <FieldError name="events" error={errors.events} />
      </fieldset>
      <TextField
        label="Description"
        name="description"
        maxLength={200}
        defaultValue={values.description}
        error={errors.description}
        hint="For you; it is not sent."
      />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={pending}>
          Create webhook
        </Button>
        <ButtonLink href="/settings/webhooks">Cancel</ButtonLink>
      </div>
    </form>
  );
}
