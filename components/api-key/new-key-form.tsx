'use client';

import { useActionState } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Radio } from '@/components/ui/checkbox';
import { SelectField } from '@/components/ui/select-field';
import { TextAreaField, TextField } from '@/components/ui/text-field';
import type { Mode } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import { KeyPairField } from './key-pair-field';
import { KeyReveal, type RevealedKey } from './key-reveal';
import { ScopeField } from './scope-field';
import type { ScopeGroup } from './scope-group';

export type NewKeyValues = {
  name: string;
  scopes: Scope[];
  mode: Mode;
  expires: string;
  allow: string;
  /** PEM or JWK; empty for a key that is bound to nothing. */
  publicKey: string;
};

export type NewKeyState = {
  values: NewKeyValues;
  errors: Partial<Record<keyof NewKeyValues | 'form', string>>;
  revealed?: RevealedKey;
};

type NewKeyFormProps = {
  action: (state: NewKeyState, form: FormData) => Promise<NewKeyState>;
  initial: NewKeyValues;
  groups: readonly ScopeGroup[];
  allowed: readonly Scope[];
  /** Where the person calls from now, as an example for the address list. */
  address: string | null;
};

const EXPIRIES = ['7', '30', '90', '365'].map((value) => ({ value, label: `${value} days` }));

/** Makes an API key, then shows it once. A server action: it works without a script, too. */
export function NewKeyForm({ action, initial, groups, allowed, address }: NewKeyFormProps) {
  const [state, submit, pending] = useActionState(action, { values: initial, errors: {} });
  if (state.revealed) {
    return <KeyReveal revealed={state.revealed} title={`“${state.revealed.name}” is ready`} />;
  }
  const { values, errors } = state;
  const example = address ? `Your address now is ${address}.` : 'For example 203.0.113.0/24.';
  return (
    <form action={submit} className="max-w-2xl space-y-8">
      {errors.form && (
        <Callout tone="warning" role="alert" title="The key was not made">
          <p>{errors.form}</p>
        </Callout>
      )}
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        autoComplete="off"
        defaultValue={values.name}
        error={errors.name}
        hint="What will use this key, for example “nightly import”."
      />
      <ScopeField
        key={values.scopes.join()}
        groups={groups}
        allowed={allowed}
        initial={values.scopes}
        error={errors.scopes}
      />
      <fieldset>
        <legend className="text-sm font-semibold">Mode</legend>
        <Radio
          name="mode"
          value="test"
          defaultChecked={values.mode === 'test'}
          label="Test"
          detail="Sees and writes test data only. Nothing costs anything."
        />
        <Radio
          name="mode"
          value="live"
          defaultChecked={values.mode === 'live'}
          label="Live"
          detail="Real usage, real invoices."
        />
      </fieldset>
      <SelectField
        label="Expires after"
        name="expires"
        options={EXPIRIES}
        defaultValue={values.expires}
        error={errors.expires}
        hint="Keys always expire. You can roll a key before it does."
      />
      <TextAreaField
        label="Allowed addresses"
        name="allow"
        mono
        rows={3}
        spellCheck={false}
        defaultValue={values.allow}
        error={errors.allow}
        hint={`IPv4 or IPv6 addresses or CIDR ranges, one a line. Empty: from anywhere. ${example}`}
      />
      <KeyPairField initial={values.publicKey} error={errors.publicKey} />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={pending}>
          Create key
        </Button>
        <ButtonLink href="/settings/api-keys">Cancel</ButtonLink>
      </div>
    </form>
  );
}
