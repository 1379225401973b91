/** Prints what a proof checks and counts it. */
export class Report {
  passed = 0;
  failed = 0;

  constructor(private readonly print: (line: string) => void = console.log) {}

  /** A heading between the parts of a proof. */
  part(title: string): void {
    this.print(`\n== ${title}`);
  }

  /** Something that was seen and is not judged. */
  note(text: string): void {
    this.print(`       ${text}`);
  }

  /** Counts one claim as true or not, with what was seen. */
  check(claim: string, holds: boolean, seen = ''): void {
    if (holds) this.passed += 1;
    else this.failed += 1;
    this.print(`  ${holds ? 'ok  ' : 'FAIL'} ${claim}${seen && `: ${seen}`}`);
  }

  /**
   * Counts one claim by running it: it holds unless `run` throws.
   * @param run returns what was seen, where that is worth a line.
   */
  async attempt(claim: string, run: () => Promise<string | void>): Promise<void> {
    try {
      this.check(claim, true, (await run()) ?? '');
    } catch (error) {
      this.check(claim, false, error instanceof Error ? error.message : String(error));
    }
  }

  /** The last line of a proof. */
  summary(name: string): string {
    return `${name}: ${this.passed} passed, ${this.failed} failed`;
  }
}
