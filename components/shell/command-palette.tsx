'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState, useSyncExternalStore } from 'react';
import { type Command, findByKeys, listCommands } from './command';
import { rememberCommand } from './recent-command';
import { useShortcuts } from './use-shortcuts';

const loadDialog = () => import('./command-dialog');
const CommandDialog = dynamic(async () => (await loadDialog()).CommandDialog, { ssr: false });
const ShortcutSheet = dynamic(async () => (await import('./shortcut-sheet')).ShortcutSheet, {
  ssr: false,
});

type Open = 'palette' | 'sheet' | null;

/**
 * Search and commands, by Ctrl-K or a button, and the shortcuts of the whole page. What is seen of
 * it when it is open loads with the first use. Without a script the button does not show.
 * @see docs/decisions/0064-command-palette.md
 */
export function CommandPalette({ signedIn }: { signedIn: boolean }) {
  const router = useRouter();
  const [open, setOpen] = useState<Open>(null);
  const [used, setUsed] = useState<{ palette?: boolean; sheet?: boolean }>({});

  function show(which: Exclude<Open, null>) {
    setUsed((before) => ({ ...before, [which]: true }));
    setOpen(which);
  }

  function run(command: Command) {
    setOpen(null);
    rememberCommand(command);
    if ('href' in command) router.push(command.href);
    else document.querySelector<HTMLElement>(command.press)?.click();
  }

  useShortcuts({
    openPalette: () => (open === 'palette' ? setOpen(null) : show('palette')),
    pressKeys(keys) {
      if (open) return false;
      if (keys === '?') show('sheet');
      else if (keys === '/') {
        if (!focusSearch()) show('palette');
      } else {
        const command = findByKeys(listCommands(signedIn), keys);
        if (!command) return false;
        run(command);
      }
      return true;
    },
  });

  return (
    <>
      <button
        type="button"
        aria-label="Search and commands"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => show('palette')}
        onPointerEnter={() => void loadDialog()}
        className="needs-script inline-flex min-h-10 min-w-10 items-center justify-center gap-2 rounded-sm px-2 text-sm text-quiet hover:bg-sunk hover:text-ink"
      >
        <svg viewBox="0 0 16 16" aria-hidden className="w-4" fill="none" stroke="currentColor">
          <circle cx="7" cy="7" r="4.8" strokeWidth="1.5" />
          <path d="m10.6 10.6 3.6 3.6" strokeWidth="1.5" />
        </svg>
        <kbd aria-hidden className="hidden w-14 text-left whitespace-nowrap lg:inline">
          {useIsApple() ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      {used.palette && (
        <CommandDialog
          open={open === 'palette'}
          signedIn={signedIn}
          onClose={() => setOpen(null)}
          onRun={run}
          onHelp={() => show('sheet')}
        />
      )}
      {used.sheet && (
        <ShortcutSheet
          open={open === 'sheet'}
          commands={listCommands(signedIn)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** Whether the keyboard has a Command key. The server does not know and says no. */
function useIsApple(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => false,
  );
}

/** Puts the cursor into the search of the page itself, where it has one. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>(
    'main [role="search"] :is(input[type="search"], input:not([type]), input[type="text"], select)',
  );
  field?.focus();
  return Boolean(field);
}
