'use client';

import { useActionState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { TextAreaField } from '@/components/ui/text-field';
import type { DryRun } from '@/lib/auth/oauth/workload-federation/trust-rules';

export type TryTokenState = { error?: string; runs?: readonly DryRun[] };

type TryTokenFormProps = {
  action: (state: TryTokenState, form: FormData) => Promise<TryTokenState>;
};

/** Says which rules a token fits and why not. The token itself is not shown again. */
export function TryTokenForm({ action }: TryTokenFormProps) {
  const [{ error, runs }, submit, pending] = useActionState(action, {});
  return (
    <>
      <form action={submit} className="max-w-2xl space-y-4">
        <TextAreaField
          label="Token or claims"
          name="token"
          mono
          rows={4}
          required
          spellCheck={false}
          autoComplete="off"
          error={error}
          hint="The whole token, or its claims as a JSON object. It is not stored, the signature is not checked, and no token is issued."
        />
        <Button disabled={pending}>Try it</Button>
      </form>
      <div aria-live="polite" className="mt-8 space-y-10">
        {runs?.map((run) => (
          <RuleRun key={run.rule.id} run={run} />
        ))}
      </div>
    </>
  );
}

function RuleRun({ run: { rule, conditions, fits } }: { run: DryRun }) {
  return (
    <section aria-labelledby={`try-${rule.id}`}>
      <h3
        id={`try-${rule.id}`}
        className="mb-3 flex flex-wrap items-baseline gap-x-4 text-base font-semibold"
      >
        {rule.name} <Badge tone={fits ? 'good' : 'bad'}>{fits ? 'fits' : 'does not fit'}</Badge>
      </h3>
      <DataTable
        caption={`Conditions of ${rule.name}`}
        rows={conditions}
        rowKey={({ name }) => name}
        columns={[
          { label: 'Condition', heading: true, cell: ({ name }) => <code>{name}</code> },
          {
            label: 'Result',
            cell: ({ met }) => <Badge tone={met ? 'good' : 'bad'}>{met ? 'met' : 'not met'}</Badge>,
          },
          { label: 'Token and rule', room: 'rows-wide:min-w-64', cell: ({ detail }) => detail },
        ]}
      />
    </section>
  );
}
