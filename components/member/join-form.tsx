'use client';

import { useActionState, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';

export type JoinState = { error?: string };

type JoinFormProps = { action: (state: JoinState, form: FormData) => Promise<JoinState> };

/** Takes the code out of the link, or from where it is pasted. */
export function JoinForm({ action }: JoinFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  const [code, setCode] = useState('');
  useEffect(() => {
    const fragment = window.location.hash.slice(1);
    if (!fragment) return;
    setCode(fragment);
    // The link is used up by what follows; the history need not keep it.
    window.history.replaceState(null, '', window.location.pathname);
  }, []);
  return (
    <form action={submit} className="max-w-md space-y-6">
      <TextField
        label="Invitation"
        name="code"
        mono
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={state.error}
        hint="The link that you were sent, or what stands behind its #."
      />
      <Button look="primary" disabled={pending}>
        Continue
      </Button>
    </form>
  );
}
