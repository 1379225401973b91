'use client';

import { useActionState } from 'react';
import { ScopeBoxes } from '@/components/api-key/scope-field';
import type { ScopeGroup } from '@/components/api-key/scope-group';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox, Radio } from '@/components/ui/checkbox';
import { FieldError } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { TextAreaField, TextField } from '@/components/ui/text-field';
import type { Platform } from '@/lib/auth/oauth/workload-federation/platform';
import { ClaimFields } from './claim-fields';
import type { RuleFormValues } from './rule-form-values';

export type NewRuleState = {
  values: RuleFormValues;
  errors: Partial<Record<keyof RuleFormValues | 'form', string>>;
};

type NewRuleFormProps = {
  action: (state: NewRuleState, form: FormData) => Promise<NewRuleState>;
  initial: NewRuleState;
  platform: Platform;
  groups: readonly ScopeGroup[];
};

const EXPIRIES = [
  { value: '', label: 'Never' },
  ...['30', '90', '365'].map((value) => ({ value, label: `${value} days` })),
];

/** Makes a trust rule for one platform. A server action: it works without a script, too. */
export function NewRuleForm({ action, initial, platform, groups }: NewRuleFormProps) {
  const [{ values, errors }, submit, pending] = useActionState(action, initial);
  return (
    <form action={submit} className="max-w-2xl space-y-8">
      {errors.form && (
        <Callout tone="warning" role="alert" title="The rule was not created">
          <p>{errors.form}</p>
        </Callout>
      )}
      <input type="hidden" name="platform" value={values.platform} />
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        autoComplete="off"
        defaultValue={values.name}
        error={errors.name}
        hint="What runs the job, for instance “usage of octo-app”."
      />
      <TextField
        label="Issuer"
        name="issuer"
        type="url"
        mono
        required
        placeholder={platform.issuer}
        defaultValue={values.issuer}
        error={errors.issuer}
        hint="The iss of the tokens, character by character."
      />
      <TextField
        label="Audience"
        name="audience"
        mono
        required
        autoComplete="off"
        defaultValue={values.audience}
        error={errors.audience}
        hint="The aud that the job asks for. A token for another service, or for several, is refused."
      />
      <ClaimFields platform={platform} values={values} errors={errors} />
      <fieldset aria-describedby={errors.scopes ? 'scopes-error' : undefined}>
        <legend className="text-sm font-semibold">What the job can do</legend>
        <ScopeBoxes
          groups={groups}
          boxProps={(scope) => ({ defaultChecked: values.scopes.includes(scope) })}
        />
        <FieldError name="scopes" error={errors.scopes} />
      </fieldset>
      <ModeChoice mode={values.mode} />
      <SelectField
        label="Expires after"
        name="expires"
        options={EXPIRIES}
        defaultValue={values.expires}
        error={errors.expires}
        hint="There is no secret that could leak. An expiry suits a contract or a trial."
      />
      <TextAreaField
        label="Allowed addresses"
        name="allow"
        mono
        rows={2}
        spellCheck={false}
        defaultValue={values.allow}
        error={errors.allow}
        hint="IPv4 or IPv6 addresses or CIDR ranges, one a line. Empty: from anywhere. Hosted runners change theirs."
      />
      <Checkbox
        name="reusable"
        value="1"
        defaultChecked={values.reusable}
        label="A token can be exchanged more than once"
        detail={
          platform.cached ??
          `A job of ${platform.name} gets a new token each time it asks. Leave this off, so that a token from a log is worth nothing.`
        }
      />
      <TextAreaField
        label="Public keys of the issuer"
        name="jwks"
        mono
        rows={2}
        spellCheck={false}
        defaultValue={values.jwks}
        error={errors.jwks}
        hint="Only for an issuer that is not on the public internet: its JWK Set. Empty: read from the issuer, and again after a rotation."
      />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={pending}>
          Create rule
        </Button>
        <ButtonLink href="/settings/trusted-issuers">Cancel</ButtonLink>
      </div>
    </form>
  );
}

function ModeChoice({ mode }: Pick<RuleFormValues, 'mode'>) {
  return (
    <fieldset>
      <legend className="text-sm font-semibold">Mode</legend>
      <Radio
        name="mode"
        value="test"
        defaultChecked={mode === 'test'}
        label="Test"
        detail="Sees and writes test data only. Nothing costs anything."
      />
      <Radio
        name="mode"
        value="live"
        defaultChecked={mode === 'live'}
        label="Live"
        detail="Real usage, real invoices. You are asked to sign in again."
      />
    </fieldset>
  );
}
