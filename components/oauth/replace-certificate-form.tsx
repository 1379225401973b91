'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { TextAreaField } from '@/components/ui/text-field';
import { CertificateFacts } from './certificate-facts';

type Proposal = {
  fingerprint: string;
  subject: string;
  spiffeId: string | null;
  from: string;
  until: string;
};

export type ReplaceCertificateState = {
  values: { certificate: string; atOnce: boolean };
  errors: { certificate?: string; form?: string };
  /** What was pasted, as it was read: the second step asks whether it is the right one. */
  proposal?: Proposal;
};

type Step = { state: ReplaceCertificateState; pending: boolean };

type ReplaceCertificateFormProps = {
  clientId: string;
  action: (state: ReplaceCertificateState, form: FormData) => Promise<ReplaceCertificateState>;
};

const NOTHING: ReplaceCertificateState = {
  values: { certificate: '', atOnce: false },
  errors: {},
};

/** Replaces a machine's certificate: paste it, compare what was read, bind it. */
export function ReplaceCertificateForm({ clientId, action }: ReplaceCertificateFormProps) {
  const [state, submit, pending] = useActionState(action, NOTHING);
  return (
    <form action={submit} className="mt-8 max-w-2xl space-y-4">
      <input type="hidden" name="id" value={clientId} />
      {state.errors.form && (
        <Callout tone="warning" role="alert" title="Nothing was changed">
          <p>{state.errors.form}</p>
        </Callout>
      )}
      {state.proposal ? (
        <Compare state={state} pending={pending} proposal={state.proposal} />
      ) : (
        <Paste state={state} pending={pending} />
      )}
    </form>
  );
}

function Paste({ state: { values, errors }, pending }: Step) {
  return (
    <>
      <TextAreaField
        label="New certificate"
        name="certificate"
        mono
        rows={5}
        required
        spellCheck={false}
        autoComplete="off"
        defaultValue={values.certificate}
        error={errors.certificate}
        placeholder="-----BEGIN CERTIFICATE-----"
        hint="PEM, without its private key. The next step shows what was read."
      />
      <Checkbox
        name="at-once"
        value="1"
        defaultChecked={values.atOnce}
        label="Revoke the current certificate immediately"
        detail="For a key that may have leaked. Otherwise the current one works for another day."
      />
      <Button disabled={pending}>Check the certificate</Button>
    </>
  );
}

function Compare({ state, pending, proposal }: Step & { proposal: Proposal }) {
  const { certificate, atOnce } = state.values;
  return (
    <div role="status">
      <h3 className="font-semibold">Replace it by this one?</h3>
      <p className="mt-1 mb-4 text-sm">
        Compare the fingerprint with the machine’s. The present certificate{' '}
        {atOnce ? 'and its tokens stop working immediately.' : 'works for another day.'}
      </p>
      <input type="hidden" name="certificate" value={certificate} />
      {atOnce && <input type="hidden" name="at-once" value="1" />}
      <CertificateFacts {...proposal} expired={false} copy="new fingerprint" />
      <div className="mt-4 flex flex-wrap gap-3">
        <Button look="primary" name="step" value="replace" disabled={pending}>
          Replace certificate
        </Button>
        <Button name="step" value="back" disabled={pending}>
          Back
        </Button>
      </div>
    </div>
  );
}
