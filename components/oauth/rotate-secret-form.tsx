'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';

export type RotateSecretState = { secret?: string };

type RotateSecretFormProps = {
  clientId: string;
  name: string;
  action: (state: RotateSecretState, form: FormData) => Promise<RotateSecretState>;
};

/** Gives an app a new secret and shows it once. The old one goes on for a day. */
export function RotateSecretForm({ clientId, name, action }: RotateSecretFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  if (state.secret) {
    return (
      <div role="status">
        <p className="text-sm">New secret, shown once. The old one works for a day.</p>
        <CodeBlock id={`secret-${clientId}`} label="client secret" code={state.secret} />
      </div>
    );
  }
  return (
    <form action={submit}>
      <input type="hidden" name="id" value={clientId} />
      <Button disabled={pending} aria-label={`New secret for ${name}`}>
        New secret
      </Button>
    </form>
  );
}
