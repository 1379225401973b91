'use client';

import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import { Button, type ButtonLook, buttonClass } from './button';

type ConfirmDialogProps = {
  /** The text of the link that opens it. */
  trigger: string;
  /** The same in full, where several stand in a list. */
  triggerLabel?: string;
  look?: ButtonLook;
  /** The page with the same question, for where no script runs. */
  href: string;
  title: string;
  description: ReactNode;
  confirm: string;
  action: (form: FormData) => Promise<void>;
  /** Hidden fields of the form. */
  values?: Record<string, string>;
};

/** Asks before something that can't be taken back. Without a script the link leads to a page. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, triggerLabel, look = 'quiet', href, title, description, values = {} } = props;
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger
        nativeButton={false}
        aria-label={triggerLabel}
        className={buttonClass({ look })}
        render={<a href={href} />}
        onClick={(event) => event.preventDefault()}
      >
        {trigger}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-20 bg-[var(--shadow)]" />
        <AlertDialog.Popup className="fixed top-1/2 left-1/2 z-30 w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-sm border border-outline bg-raised p-6 shadow-[0_8px_30px_var(--shadow)]">
          <AlertDialog.Title className="font-serif text-xl font-semibold">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-2 text-sm text-quiet">
            {description}
          </AlertDialog.Description>
          <form action={props.action} className="mt-6 flex flex-wrap justify-end gap-3">
            {Object.entries(values).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <AlertDialog.Close render={<Button type="button" />}>Cancel</AlertDialog.Close>
            <Button look="danger">{props.confirm}</Button>
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
