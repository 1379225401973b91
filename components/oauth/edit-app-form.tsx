'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { IdentityFields } from './identity-fields';

export type EditAppState = {
  values: { name: string; redirects: string };
  errors: { name?: string; redirects?: string; form?: string };
};

type EditAppFormProps = {
  clientId: string;
  initial: EditAppState['values'];
  action: (state: EditAppState, form: FormData) => Promise<EditAppState>;
};

/** Changes what people read and where codes go. */
export function EditAppForm({ clientId, initial, action }: EditAppFormProps) {
  const [state, submit, pending] = useActionState(action, { values: initial, errors: {} });
  const { values, errors } = state;
  return (
    <form action={submit} className="max-w-2xl space-y-6">
      <input type="hidden" name="id" value={clientId} />
      {errors.form && (
        <Callout tone="warning" role="alert" title="Nothing was changed">
          <p>{errors.form}</p>
        </Callout>
      )}
      <IdentityFields
        values={values}
        errors={errors}
        redirectsHint="A request under way to an address that is gone ends with a refusal."
      />
      <Button disabled={pending}>Save changes</Button>
    </form>
  );
}
