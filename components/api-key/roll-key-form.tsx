'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { TextAreaField } from '@/components/ui/text-field';
import { KeyReveal, type RevealedKey } from './key-reveal';

export type RollKeyState = { revealed?: RevealedKey; error?: string };

type RollKeyFormProps = {
  id: string;
  bound: boolean;
  action: (state: RollKeyState, form: FormData) => Promise<RollKeyState>;
};

const OVERLAPS = [
  { value: '24h', label: '24 hours' },
  { value: '1h', label: '1 hour' },
  { value: '7d', label: '7 days' },
  { value: 'none', label: 'Not at all' },
];

/** Gives the key a new secret while the old one goes on for a while. */
export function RollKeyForm({ id, bound, action }: RollKeyFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  if (state.revealed) return <KeyReveal revealed={state.revealed} title="The new secret" />;
  return (
    <form action={submit} className="flex flex-wrap items-end gap-4">
      <input type="hidden" name="id" value={id} />
      <div className="w-full sm:w-64">
        <SelectField label="Keep the old secret working for" name="overlap" options={OVERLAPS} />
      </div>
      <details className="w-full">
        <summary className="text-sm">
          {bound ? 'Replace the key pair' : 'Bind it to a key pair'}
        </summary>
        <TextAreaField
          label="Public key"
          name="publicKey"
          mono
          rows={4}
          spellCheck={false}
          autoComplete="off"
          hint={`PEM or JWK, ES256 or Ed25519. ${bound ? 'Empty: the new secret keeps the pair.' : ''} The old secret works as before.`}
        />
      </details>
      <Button disabled={pending}>Roll key</Button>
      <FieldError name="roll" error={state.error} />
    </form>
  );
}
