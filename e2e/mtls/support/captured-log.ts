import pino from 'pino';

export type LogLine = { msg: string; level: number } & Record<string, unknown>;

/** A real log whose lines a test reads, and can wait for. */
export class CapturedLog {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();
  readonly log = pino(
    { level: 'trace' },
    {
      write: (text: string) => {
        this.lines.push(JSON.parse(text));
        for (const wake of this.#waiting) wake();
      },
    },
  );

  /** The first line with this message, as soon as there is one. */
  async line(message: string): Promise<LogLine> {
    for (;;) {
      const found = this.lines.find(({ msg }) => msg === message);
      if (found) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }
}
