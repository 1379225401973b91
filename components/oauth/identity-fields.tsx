import { TextAreaField, TextField } from '@/components/ui/text-field';

type IdentityFieldsProps = {
  values: { name: string; redirects: string };
  errors: { name?: string; redirects?: string };
  /** What an app's redirect addresses mean at this point of its life. */
  redirectsHint: string;
};

/** What people read and where codes go: the same two fields at registration and after it. */
export function IdentityFields({ values, errors, redirectsHint }: IdentityFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={60}
        autoComplete="off"
        defaultValue={values.name}
        error={errors.name}
        hint="People read it when your app asks to be connected."
      />
      <TextAreaField
        label="Redirect addresses"
        name="redirects"
        mono
        rows={3}
        spellCheck={false}
        defaultValue={values.redirects}
        error={errors.redirects}
        hint={`One per line, matched exactly. ${redirectsHint}`}
      />
    </>
  );
}
