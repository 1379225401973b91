'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { TextAreaField, TextField } from '@/components/ui/text-field';

export type ReportLeakState = {
  where: string;
  errors: { text?: string | undefined; where?: string | undefined };
  done?: boolean;
};

type ReportLeakFormProps = {
  action: (state: ReportLeakState, form: FormData) => Promise<ReportLeakState>;
};

/** Reports a key that someone found. The pasted text is never sent back to the page. */
export function ReportLeakForm({ action }: ReportLeakFormProps) {
  const [state, submit, pending] = useActionState(action, { where: '', errors: {} });
  return (
    <form action={submit} className="max-w-2xl space-y-6">
      {state.done && (
        <Callout title="Thank you" role="status">
          <p>If it is a key of ours, it is revoked now and its owner is told.</p>
        </Callout>
      )}
      <TextAreaField
        label="The key, with or without text around it"
        name="text"
        mono
        rows={5}
        required
        spellCheck={false}
        autoComplete="off"
        error={state.errors.text}
        hint="A key begins with tg_live_ or tg_test_."
      />
      <TextField
        label="Where it was found"
        name="where"
        defaultValue={state.where}
        error={state.errors.where}
        hint="A link or a few words. Its owner reads this."
      />
      <Button look="primary" disabled={pending}>
        Report
      </Button>
    </form>
  );
}
