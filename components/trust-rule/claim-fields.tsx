import { FieldError } from '@/components/ui/field';
import { TextAreaField, TextField } from '@/components/ui/text-field';
import type { Platform } from '@/lib/auth/oauth/workload-federation/platform';
import type { RuleFormValues } from './rule-form-values';

/** The field of a claim begins with this. */
export const CLAIM_FIELD = 'claim.';

type ClaimFieldsProps = {
  platform: Platform;
  values: RuleFormValues;
  errors: Partial<Record<keyof RuleFormValues, string>>;
};

/** The claims that a token has to have: which are safe to match, which narrow, and which are neither. */
export function ClaimFields({ platform, values, errors }: ClaimFieldsProps) {
  const { identifying, narrowing, unsafe } = platform;
  const narrow = Object.entries(narrowing).filter(([claim]) => !identifying.includes(claim));
  return (
    <fieldset aria-describedby={errors.claims ? 'claims-error' : undefined}>
      <legend className="text-sm font-semibold">Claims that the token must have</legend>
      <FieldError name="claims" error={errors.claims} />
      <div className="mt-2 space-y-5 border-y border-rule py-5">
        {identifying.map((claim) => (
          <ClaimField
            key={claim}
            claim={claim}
            value={values.claims[claim]}
            hint={
              identifying.length > 1
                ? 'Never given to another customer. One of these is required.'
                : 'Required: never given to another customer.'
            }
          />
        ))}
        {narrow.map(([claim, what]) => (
          <ClaimField
            key={claim}
            claim={claim}
            value={values.claims[claim]}
            hint={`Optional. ${what}`}
          />
        ))}
        <TextAreaField
          label="Other claims"
          name="moreClaims"
          mono
          rows={2}
          spellCheck={false}
          defaultValue={values.moreClaims}
          error={errors.moreClaims}
          hint="name=value, one a line. A claim inside an object is a JSON Pointer, such as /kubernetes.io/namespace."
        />
      </div>
      <RefusedByDefault platform={platform} />
      {Object.keys(unsafe).length > 0 && (
        <>
          <p className="mt-4 text-sm font-semibold">Not enough by themselves</p>
          <dl className="mt-1 text-xs text-quiet">
            {Object.entries(unsafe).map(([claim, why]) => (
              <div key={claim} className="py-1 sm:grid sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-4">
                <dt className="[overflow-wrap:anywhere]">
                  <code>{claim}</code>
                </dt>
                <dd>{why}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </fieldset>
  );
}

function ClaimField(props: { claim: string; value: string | undefined; hint: string }) {
  return (
    <TextField
      label={props.claim}
      name={`${CLAIM_FIELD}${props.claim}`}
      mono
      maxLength={512}
      autoComplete="off"
      spellCheck={false}
      defaultValue={props.value}
      hint={props.hint}
    />
  );
}

function RefusedByDefault({ platform }: { platform: Platform }) {
  const refused = Object.entries(platform.refused);
  if (refused.length === 0) return null;
  return refused.map(([claim, values]) => (
    <p key={claim} className="mt-3 text-sm">
      Refused unless you name the claim <code>{claim}</code>:{' '}
      {values.map((value, index) => (
        <span key={value}>
          {index > 0 && ', '}
          <code>{value}</code>
        </span>
      ))}
      .
    </p>
  ));
}
