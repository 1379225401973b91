'use client';

import { useFormStatus } from 'react-dom';
import { Button } from '@/components/ui/button';
import type { ComponentProps } from 'react';

/**
 * Submits a form of the lab and says that it runs: an attack with its servers takes a moment. Without
 * a script it is a plain button.
 */
export function RunButton({ children, name, value, ...props }: ComponentProps<typeof Button>) {
  const { pending, data } = useFormStatus();
  const mine = pending && (name === undefined || data?.get(name) === value);
  return (
    <Button name={name} value={value} disabled={pending} aria-busy={mine} {...props}>
      {mine ? 'Running …' : children}
    </Button>
  );
}
