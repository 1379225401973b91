import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { CONTROL_CLASS, describeField, Field, type FieldProps } from './field';

type TextFieldProps = FieldProps & Omit<ComponentProps<'input'>, 'name'> & { mono?: boolean };

/** A labelled line of text. */
export function TextField({ label, name, hint, error, mono, className, ...props }: TextFieldProps) {
  return (
    <Field {...{ label, name, hint, error }}>
      <input
        {...describeField(name, { hint, error })}
        className={clsx(CONTROL_CLASS, 'h-10', mono && 'font-mono', className)}
        {...props}
      />
    </Field>
  );
}

type TextAreaFieldProps = FieldProps &
  Omit<ComponentProps<'textarea'>, 'name'> & { mono?: boolean };

/** Labelled lines of text. */
export function TextAreaField(props: TextAreaFieldProps) {
  const { label, name, hint, error, mono, className, ...rest } = props;
  return (
    <Field {...{ label, name, hint, error }}>
      <textarea
        {...describeField(name, { hint, error })}
        className={clsx(CONTROL_CLASS, mono && 'font-mono', className)}
        {...rest}
      />
    </Field>
  );
}
