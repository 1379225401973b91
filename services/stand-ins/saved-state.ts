import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What a stand-in remembers over a restart, as one JSON file: a connection that was made yesterday
 * still works today, as it would at the real provider.
 */
export class SavedState<State extends object> {
  readonly value: State;

  /** @param file null keeps everything in memory, for tests. */
  constructor(
    private readonly file: string | null,
    empty: State,
  ) {
    this.value = { ...empty, ...(file && existsSync(file) ? parse(file) : {}) };
  }

  save(): void {
    if (!this.file) return;
    mkdirSync(path.dirname(this.file), { recursive: true });
    const temporary = `${this.file}.tmp`;
    writeFileSync(temporary, JSON.stringify(this.value), { mode: 0o600 });
    renameSync(temporary, this.file);
  }
}

function parse(file: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
