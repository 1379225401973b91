'use client';

import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import type { Command } from './command';
import { KeyCaps } from './key-caps';
import { singleKeysOn, switchSingleKeys } from './use-shortcuts';

type ShortcutSheetProps = { open: boolean; commands: readonly Command[]; onClose: () => void };

const ALWAYS = [
  { keys: 'Ctrl K', label: 'Search and commands' },
  { keys: '/', label: 'Search in this page' },
  { keys: '?', label: 'Show shortcuts' },
  { keys: 'Esc', label: 'Close dialog' },
];

/** All shortcuts, and the switch that turns the single keys off. */
export function ShortcutSheet({ open, commands, onClose }: ShortcutSheetProps) {
  const [on, setOn] = useState(singleKeysOn);
  const lines = [
    ...ALWAYS,
    ...commands.flatMap(({ keys, label }) => (keys ? { keys, label } : [])),
  ];
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[var(--shadow)]" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 max-h-[84dvh] w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-sm border border-outline bg-raised p-6 shadow-[0_8px_30px_var(--shadow)]">
          <Dialog.Title className="font-serif text-xl font-semibold">Shortcuts</Dialog.Title>
          <dl className="mt-4 gap-x-10 text-sm sm:columns-2">
            {lines.map(({ keys, label }) => (
              <div
                key={keys}
                className="flex min-h-9 break-inside-avoid items-center justify-between gap-4 border-b border-rule"
              >
                <dt>{label}</dt>
                <dd>
                  <KeyCaps keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
          <div className="mt-6 flex flex-wrap items-center justify-between gap-4">
            <label className="flex cursor-pointer items-center gap-3 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-ink"
                checked={on}
                onChange={(event) => {
                  switchSingleKeys(event.target.checked);
                  setOn(event.target.checked);
                }}
              />
              Enable single-key shortcuts
            </label>
            <Dialog.Close className={buttonClass({})}>Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
