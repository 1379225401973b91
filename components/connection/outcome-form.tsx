'use client';

import { useActionState, useId } from 'react';
import { Button, type ButtonLook } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';

export type OutcomeState = { error?: string };

type OutcomeFormProps = {
  label: string;
  /** Shown while the other side is asked. */
  pendingLabel: string;
  look?: ButtonLook;
  /** Hidden fields of the form. */
  values: Record<string, string>;
  action: (state: OutcomeState, form: FormData) => Promise<OutcomeState>;
};

/** A button whose act may fail at someone else's, and that says how. */
export function OutcomeForm({ label, pendingLabel, look, values, action }: OutcomeFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  const id = useId();
  return (
    <form action={submit} className="space-y-1.5">
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button
        look={look}
        disabled={pending}
        aria-describedby={state.error ? `${id}-error` : undefined}
      >
        {pending ? pendingLabel : label}
      </Button>
      <FieldError name={id} error={state.error} />
    </form>
  );
}
