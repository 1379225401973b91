import type { ComponentProps, ReactNode } from 'react';

type ChoiceProps = Omit<ComponentProps<'input'>, 'type'> & {
  label: ReactNode;
  detail?: ReactNode;
};

function Choice({ type, label, detail, ...props }: ChoiceProps & { type: 'checkbox' | 'radio' }) {
  return (
    <label className="flex cursor-pointer items-start gap-3 py-1.5">
      <input
        // See select-field.tsx: the answer of a form resets what was chosen.
        key={String(props.defaultChecked)}
        type={type}
        className="mt-1 size-4 shrink-0 accent-ink"
        {...props}
      />
      <span className="min-w-0">
        <span className="block text-sm">{label}</span>
        {detail && <span className="block text-xs text-quiet">{detail}</span>}
      </span>
    </label>
  );
}

/** A labelled yes or no. */
export function Checkbox(props: ChoiceProps) {
  return <Choice type="checkbox" {...props} />;
}

/** One of several; give all of them the same `name`. */
export function Radio(props: ChoiceProps) {
  return <Choice type="radio" {...props} />;
}
