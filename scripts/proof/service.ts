import type { Program, ProgramOptions, Programs } from './programs';

/** A program that is killed and started again, as a supervisor such as systemd would. */
export class Service {
  #program: Program | undefined;

  constructor(
    private readonly programs: Programs,
    readonly name: string,
    private readonly command: () => readonly [string, ...string[]],
    private readonly options: () => ProgramOptions = () => ({}),
  ) {}

  get program(): Program {
    if (!this.#program) throw new Error(`${this.name} was not started`);
    return this.#program;
  }

  get isRunning(): boolean {
    return this.#program !== undefined && !this.#program.hasEnded();
  }

  start(): Program {
    this.#program = this.programs.start(this.name, this.command(), this.options());
    return this.#program;
  }

  /** `kill -9`. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    this.program.kill('SIGKILL');
    await this.program.ended;
  }

  /** SIGTERM, as at a deployment. @returns its exit code or signal. */
  async terminate(): Promise<number | NodeJS.Signals> {
    this.program.kill('SIGTERM');
    return this.program.ended;
  }
}
