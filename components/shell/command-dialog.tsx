'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useMemo, useState } from 'react';
import {
  type Command,
  type CommandGroup,
  groupCommands,
  listCommands,
  matchesQuery,
} from './command';
import { KeyCaps } from './key-caps';
import { readRecent } from './recent-command';

type CommandDialogProps = {
  open: boolean;
  signedIn: boolean;
  onClose: () => void;
  onRun: (command: Command) => void;
  onHelp: () => void;
};

/** A list of all that can be opened and done, narrowed by what is typed. */
export function CommandDialog({ open, signedIn, onClose, onRun, onHelp }: CommandDialogProps) {
  const documents = useDocumentCommands();
  const groups = useMemo(
    () => (open ? collect([...listCommands(signedIn), ...listWorkspaces(), ...documents]) : []),
    [open, signedIn, documents],
  );
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[var(--shadow)] transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed top-[10dvh] left-1/2 z-50 flex max-h-[76dvh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col rounded-sm border border-outline bg-raised shadow-[0_8px_30px_var(--shadow)] transition-[opacity,translate] duration-150 data-[ending-style]:opacity-0 data-[starting-style]:-translate-y-2 data-[starting-style]:opacity-0"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            itemToStringValue={(command: Command) => command.label}
            filter={matchesQuery}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.Input
              aria-label="Search pages and commands"
              placeholder="Where to, or what to do?"
              className="w-full border-b border-rule bg-transparent px-5 py-4 text-lg outline-none"
            />
            <Autocomplete.Empty>
              <p className="px-5 py-8 text-sm text-quiet">Nothing of this name.</p>
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 flex-1 scroll-py-8 overflow-y-auto overscroll-contain py-2 empty:hidden">
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="px-5 pt-3 pb-1 text-xs text-quiet">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => (
                      <Autocomplete.Item
                        key={command.label}
                        value={command}
                        onClick={() => onRun(command)}
                        className="flex min-h-9 cursor-pointer items-center justify-between gap-4 border-l-2 border-transparent px-[1.125rem] text-sm data-[highlighted]:border-accent data-[highlighted]:bg-sunk"
                      >
                        <span className="min-w-0 [overflow-wrap:anywhere]">{command.label}</span>
                        {command.keys && <KeyCaps keys={command.keys} />}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <div className="flex items-center justify-between gap-4 border-t border-rule px-5 py-2 text-xs text-quiet">
            <span className="hidden items-center gap-2 sm:flex">
              <KeyCaps keys="↑ ↓" /> choose <KeyCaps keys="Enter" /> go
            </span>
            <button type="button" onClick={onHelp} className="min-h-8 underline underline-offset-4">
              All shortcuts
            </button>
            <Dialog.Close className="min-h-8 underline underline-offset-4">Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What the page has now, the recently used first. */
function collect(commands: Command[]): CommandGroup[] {
  const there = commands.filter(
    (command) => 'href' in command || document.querySelector(command.press),
  );
  const recent = readRecent().flatMap((label) => there.find((one) => one.label === label) ?? []);
  const rest = there.filter((command) => !recent.includes(command));
  return groupCommands([...recent.map((one) => ({ ...one, group: 'Recent' })), ...rest]);
}

/** The workspaces that the top bar offers. */
function listWorkspaces(): Command[] {
  const buttons = document.querySelectorAll<HTMLButtonElement>(
    'button[name="workspace"][aria-pressed="false"]',
  );
  return [...buttons].map((button) => ({
    label: `Open ${button.dataset.label ?? ''}`,
    group: 'Do',
    words: 'workspace switch',
    press: `button[name="workspace"][value="${CSS.escape(button.value)}"]`,
  }));
}

/** Chapters, attacks, calls and problems: fetched once, when the palette is first opened. */
function useDocumentCommands(): Command[] {
  const [commands, setCommands] = useState<Command[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    fetch('/commands.json', { signal: abort.signal })
      .then((response) => (response.ok ? (response.json() as Promise<Command[]>) : []))
      .then(setCommands)
      // The palette works without them.
      .catch(() => {});
    return () => abort.abort();
  }, []);
  return commands;
}
