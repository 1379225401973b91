import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { CONTROL_CLASS, describeField, Field, type FieldProps } from './field';

type SelectOption = { value: string; label: string };

type SelectFieldProps = FieldProps &
  Omit<ComponentProps<'select'>, 'name' | 'children'> & { options: readonly SelectOption[] };

/** A labelled choice of one. The platform's own control: it needs no script and suits each device. */
export function SelectField({
  label,
  name,
  hint,
  error,
  options,
  className,
  ...props
}: SelectFieldProps) {
  return (
    <Field {...{ label, name, hint, error }}>
      <select
        // A form that was answered is reset to what React rendered first; a new value needs a new control.
        key={String(props.defaultValue)}
        {...describeField(name, { hint, error })}
        className={clsx(CONTROL_CLASS, 'h-10', className)}
        {...props}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
