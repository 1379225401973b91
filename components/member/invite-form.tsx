'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyButton } from '@/components/ui/copy-button';
import { FieldError } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';

/** The roles to choose from. */
const ROLE_OPTIONS = [
  { value: 'member', label: 'Member' },
  { value: 'owner', label: 'Owner' },
] as const;

export type InviteState = {
  role: string;
  error?: string;
  /** Shown once. */
  invitation?: { link: string; expires: string };
};

type InviteFormProps = {
  action: (state: InviteState, form: FormData) => Promise<InviteState>;
  role: string;
};

/** Makes a link that lets one person in, and shows it this one time. */
export function InviteForm({ action, role }: InviteFormProps) {
  const [state, submit, pending] = useActionState(action, { role });
  return (
    <>
      <form action={submit} className="space-y-4">
        <div className="max-w-md">
          <SelectField
            label="Role of the new person"
            name="role"
            options={ROLE_OPTIONS}
            defaultValue={state.role}
            hint="A member reads everything, sends events and has keys. An owner also pays, and changes webhooks, plan and members."
          />
        </div>
        <Button look="primary" disabled={pending}>
          Create invite link
        </Button>
        <FieldError name="invite" error={state.error} />
      </form>
      {state.invitation && (
        <div role="status" className="mt-6">
          <Callout tone="warning" title="This is the only time that the link is shown.">
            <p>
              Send it to one person. The first person to open it joins as {state.role}. It expires{' '}
              {state.invitation.expires}.
            </p>
          </Callout>
          <div className="mt-4 border-y border-rule py-4">
            <code id="invitation-link" className="block [overflow-wrap:anywhere]">
              {state.invitation.link}
            </code>
            <CopyButton what="invitation link" from="invitation-link" className="mt-3" />
          </div>
        </div>
      )}
    </>
  );
}
