'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { SecretReveal } from '@/components/ui/secret-reveal';
import { SelectField } from '@/components/ui/select-field';

export type RollWebhookState = { secret?: string; error?: string };

const OVERLAPS = [
  { value: '86400', label: '24 hours' },
  { value: '3600', label: '1 hour' },
  { value: '604800', label: '7 days' },
  { value: '0', label: 'Not at all' },
];

type RollWebhookFormProps = {
  id: string;
  action: (state: RollWebhookState, form: FormData) => Promise<RollWebhookState>;
};

/** Gives the endpoint a new signing secret; until the overlap ends both sign. */
export function RollWebhookForm({ id, action }: RollWebhookFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  if (state.secret) {
    return (
      <SecretReveal
        title="The new signing secret"
        secret={state.secret}
        what="signing secret"
        href={`/settings/webhooks/${id}`}
      />
    );
  }
  return (
    <form action={submit} className="flex flex-wrap items-end gap-4">
      <input type="hidden" name="id" value={id} />
      <div className="w-full sm:w-64">
        <SelectField label="The old secret signs, too, for" name="overlap" options={OVERLAPS} />
      </div>
      <Button disabled={pending}>Roll secret</Button>
      <FieldError name="roll" error={state.error} />
    </form>
  );
}
