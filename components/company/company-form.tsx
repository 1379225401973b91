'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';

const ROLE_OPTIONS = [
  { value: 'member', label: 'Member' },
  { value: 'owner', label: 'Owner' },
] as const;

export type CompanyField = 'issuer' | 'clientId' | 'clientSecret' | 'domain';

export type CompanyFormState = {
  /** The secret is not among them: it is not sent back. */
  values: {
    issuer: string;
    clientId: string;
    domain: string;
    role: string;
    offlineAccess: boolean;
  };
  errors: Partial<Record<CompanyField | 'form', string>>;
};

type CompanyFormProps = {
  action: (state: CompanyFormState, form: FormData) => Promise<CompanyFormState>;
};

/** Connects the provider of the workspace's company. */
export function CompanyForm({ action }: CompanyFormProps) {
  const [{ values, errors }, submit, pending] = useActionState(action, {
    values: { issuer: '', clientId: '', domain: '', role: 'member', offlineAccess: true },
    errors: {},
  });
  return (
    <form action={submit} className="max-w-2xl space-y-6">
      {errors.form && (
        <Callout tone="warning" role="alert" title="The provider was not connected">
          <p>{errors.form}</p>
        </Callout>
      )}
      <TextField
        label="Issuer"
        name="issuer"
        type="url"
        mono
        required
        placeholder="https://id.example.com/realms/staff"
        defaultValue={values.issuer}
        error={errors.issuer}
        hint="Exactly as in its metadata, /.well-known/openid-configuration."
      />
      <TextField
        label="Client id"
        name="clientId"
        mono
        required
        autoComplete="off"
        defaultValue={values.clientId}
        error={errors.clientId}
      />
      <TextField
        label="Client secret"
        name="clientSecret"
        type="password"
        mono
        required
        autoComplete="off"
        error={errors.clientSecret}
        hint="Stored encrypted and never shown again."
      />
      <TextField
        label="Domain"
        name="domain"
        required
        placeholder="example.com"
        defaultValue={values.domain}
        error={errors.domain}
        hint="Only people with a verified address of this domain can sign in. You prove next that it is yours."
      />
      <SelectField
        label="Role of new people"
        name="role"
        options={ROLE_OPTIONS}
        defaultValue={values.role}
      />
      <Checkbox
        name="offlineAccess"
        value="yes"
        defaultChecked={values.offlineAccess}
        label="Ask for offline access"
        detail="Someone whose account is disabled there is suspended here within ten minutes, API keys included. Without it, the end of their session there ends their session here, and nothing else."
      />
      <Button look="primary" disabled={pending}>
        Connect
      </Button>
    </form>
  );
}

type SecretFormProps = {
  action: (state: { error?: string }, form: FormData) => Promise<{ error?: string }>;
};

/** Replaces the client secret. */
export function CompanySecretForm({ action }: SecretFormProps) {
  const [{ error }, submit, pending] = useActionState(action, {});
  return (
    <form action={submit} className="max-w-2xl space-y-4">
      <TextField
        label="New client secret"
        name="clientSecret"
        type="password"
        mono
        required
        autoComplete="off"
        error={error}
      />
      <Button disabled={pending}>Replace secret</Button>
    </form>
  );
}

/** What a sign-in needs, with what was found of each. */
export type CompanyTestState = {
  error?: string;
  results: readonly { what: string; state: 'ok' | 'failed' | 'missing'; remark: string }[];
};

type TestFormProps = {
  action: (state: CompanyTestState, form: FormData) => Promise<CompanyTestState>;
};

const STATES = { ok: 'OK', failed: 'Failed', missing: 'Not offered' } as const;

/** Tests the connection and shows the result. It signs no one in. */
export function CompanyTestForm({ action }: TestFormProps) {
  const [{ results, error }, submit, pending] = useActionState(action, { results: [] });
  return (
    <form action={submit} className="space-y-4">
      <Button disabled={pending}>Test connection</Button>
      <div role="status">
        {error && <p className="text-sm text-accent">{error}</p>}
        {results.length > 0 && (
          <dl className="border-y border-rule text-sm">
            {results.map(({ what, state, remark }) => (
              <div
                key={what}
                className="grid gap-x-6 border-b border-rule py-2.5 last:border-b-0 sm:grid-cols-[16rem_minmax(0,1fr)]"
              >
                <dt className="text-quiet [overflow-wrap:anywhere]">{what}</dt>
                <dd className="[overflow-wrap:anywhere]">
                  <span className={state === 'failed' ? 'font-semibold text-accent' : undefined}>
                    {STATES[state]}
                  </span>
                  : {remark}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </form>
  );
}
