import clsx from 'clsx';
import type { ReactNode } from 'react';

/** The look that text fields, text areas and selects share. */
export const CONTROL_CLASS =
  'block w-full rounded-sm border border-outline bg-raised px-3 py-2 text-base text-ink hover:border-ink aria-invalid:border-accent aria-invalid:border-2';

export type FieldProps = {
  label: string;
  name: string;
  /** Said before the reader types. */
  hint?: ReactNode;
  /** Said when the value was refused. */
  error?: string | undefined;
};

/** The ids that tie a control to its hint and its error. */
export function describeField(name: string, props: Pick<FieldProps, 'hint' | 'error'>) {
  const ids = [props.hint ? `${name}-hint` : '', props.error ? `${name}-error` : ''];
  return {
    id: name,
    name,
    'aria-invalid': props.error ? true : undefined,
    'aria-describedby': ids.filter(Boolean).join(' ') || undefined,
  } as const;
}

/** Label, control, hint and error of one field, in this order. */
export function Field({
  label,
  name,
  hint,
  error,
  className,
  children,
}: FieldProps & { className?: string; children: ReactNode }) {
  return (
    <div className={clsx('space-y-1.5', className)}>
      <label htmlFor={name} className="block text-sm font-semibold">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${name}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      )}
      <FieldError name={name} error={error} />
    </div>
  );
}

/** What is wrong with a field. Announced when it appears. */
export function FieldError({ name, error }: { name: string; error?: string | undefined }) {
  if (!error) return null;
  return (
    <p id={`${name}-error`} role="alert" className="text-sm text-accent">
      {error}
    </p>
  );
}
