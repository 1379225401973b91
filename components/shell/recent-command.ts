import type { Command } from './command';

const KEY = 'tollgate.recent-commands';
const KEPT = 4;

/** The labels of the commands last used in this browser, the last one first. */
export function readRecent(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((label) => typeof label === 'string') : [];
  } catch {
    return [];
  }
}

/** Puts a command first among the recent ones. */
export function rememberCommand({ label }: Command): void {
  const others = readRecent().filter((other) => other !== label);
  try {
    localStorage.setItem(KEY, JSON.stringify([label, ...others].slice(0, KEPT)));
  } catch {
    // A browser that stores nothing has no recent commands.
  }
}
