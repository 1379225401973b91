'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';

export type ChannelState = { channel: string; error?: string };

type ChannelFormProps = {
  channel: string | null;
  action: (state: ChannelState, form: FormData) => Promise<ChannelState>;
};

/** Chooses the channel. We may not list them, so it is typed in. */
export function ChannelForm({ channel, action }: ChannelFormProps) {
  const [state, submit, pending] = useActionState(action, { channel: channel ?? '' });
  return (
    <form action={submit} className="flex flex-wrap items-start gap-4">
      <div className="w-full sm:w-80">
        <TextField
          key={state.channel}
          label="Channel"
          name="channel"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={81}
          placeholder="#billing"
          defaultValue={state.channel}
          error={state.error}
          hint="Its name or id. We can’t list your channels, so invite the app there first: /invite @Tollgate. Leave empty to post nothing."
        />
      </div>
      <Button disabled={pending} className="sm:mt-7">
        Save channel
      </Button>
    </form>
  );
}
