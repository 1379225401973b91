'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';

export type PayState = {
  method: string;
  /** Names this attempt, so that a second press of the button pays nothing twice. */
  attempt: string;
  error?: string;
};

const METHODS = [
  { value: 'pm_test_ok', label: 'Card that succeeds' },
  { value: 'pm_test_declined', label: 'Card that is declined' },
  { value: 'pm_test_requires_action', label: 'Card that needs a confirmation' },
];

type PayFormProps = {
  id: string;
  attempt: string;
  amount: string;
  action: (state: PayState, form: FormData) => Promise<PayState>;
};

/** Pays with a test card. */
export function PayForm({ id, attempt, amount, action }: PayFormProps) {
  const [state, submit, pending] = useActionState(action, { method: 'pm_test_ok', attempt });
  return (
    <form action={submit} className="flex flex-wrap items-end gap-4">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="attempt" value={state.attempt} />
      <div className="w-full sm:w-72">
        <SelectField
          key={state.attempt}
          label="Test card"
          name="method"
          options={METHODS}
          defaultValue={state.method}
          error={state.error}
        />
      </div>
      <Button look="primary" disabled={pending} className="self-start sm:mt-7">
        Pay {amount}
      </Button>
    </form>
  );
}
