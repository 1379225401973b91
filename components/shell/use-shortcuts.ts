import { useEffect, useEffectEvent } from 'react';

const SWITCH = 'tollgate.single-keys';
/** How long the second key of two may take. */
const SEQUENCE_MS = 1_200;

/** Whether keys without Ctrl do something; a reader who speaks to the computer turns that off. */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

/** @see WCAG 2.2, 2.1.4 Character Key Shortcuts */
export function switchSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // Where nothing is stored they stay on.
  }
}

type Shortcuts = {
  /** Ctrl-K, or Command-K on a Mac. */
  openPalette: () => void;
  /** A single key, or two one after the other with a space between. Says whether it did something. */
  pressKeys: (keys: string) => boolean;
};

/** Listens to the keyboard of the whole page, but not while the reader writes. */
export function useShortcuts({ openPalette, pressKeys }: Shortcuts): void {
  const open = useEffectEvent(openPalette);
  const press = useEffectEvent(pressKeys);
  useEffect(() => {
    let first: { key: string; time: number } | undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== 'k' || event.shiftKey) return;
        event.preventDefault();
        open();
        return;
      }
      if (isWriting(event.target) || !singleKeysOn()) return;
      const before = first && event.timeStamp - first.time < SEQUENCE_MS ? `${first.key} ` : '';
      first = undefined;
      if (press(`${before}${event.key}`)) event.preventDefault();
      else first = { key: event.key, time: event.timeStamp };
    };
    document.addEventListener('keydown', listen);
    // For public/page.js, which keeps what is pressed before.
    document.documentElement.dataset.shortcuts = '';
    document.dispatchEvent(new Event('tollgate:listening'));
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"]') !== null)
  );
}
