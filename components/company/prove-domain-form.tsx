'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';

type ProveDomainFormProps = {
  action: (state: { error?: string }) => Promise<{ error?: string }>;
};

/** Looks the domain's record up, and says what was found. */
export function ProveDomainForm({ action }: ProveDomainFormProps) {
  const [{ error }, submit, pending] = useActionState(action, {});
  return (
    <form action={submit} className="space-y-3">
      <Button look="primary" disabled={pending}>
        Check the record
      </Button>
      <FieldError name="record" error={error} />
    </form>
  );
}
