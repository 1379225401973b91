'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';

export type QuickStartState = { command?: string; error?: string };

type QuickStartProps = {
  action: (state: QuickStartState, form: FormData) => Promise<QuickStartState>;
};

/** One press makes a meter and a key; what is left is one line to paste. */
export function QuickStart({ action }: QuickStartProps) {
  const [state, submit, pending] = useActionState(action, {});
  if (state.command) {
    return (
      <div role="status">
        <p className="font-semibold">Paste this into a terminal.</p>
        <CodeBlock
          id="first-call"
          label="curl line with your key"
          className="mt-2"
          code={state.command}
        />
        <p className="mt-2 text-xs text-quiet">
          The key in it is shown only now. It can send and read test events for 30 days. You’ll find
          it under Settings, API keys as “First key”.
        </p>
      </div>
    );
  }
  return (
    <form action={submit} className="space-y-3">
      {state.error && (
        <Callout tone="warning" role="alert">
          <p>{state.error}</p>
        </Callout>
      )}
      <Button look="primary" disabled={pending}>
        Make a key and show me the call
      </Button>
      <p className="text-xs text-quiet">
        A test key that can send events, and the meter <code>api_calls</code> if there is none.
      </p>
    </form>
  );
}
