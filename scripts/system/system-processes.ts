import { existsSync } from 'node:fs';
import { type Child, startChild } from './child-process';
import { Refusal } from './refusal';

/** The processes that run beside the database, and the folders whose change restarts one in `--dev`. */
const SERVICES = {
  database: { entry: 'services/database/main.ts' },
  'workload-ca': { entry: 'services/workload-ca/main.ts' },
  'identity-provider': { entry: 'services/identity-provider/main.ts' },
  integrations: { entry: 'services/integrations/main.ts' },
  billing: { entry: 'services/billing/main.ts' },
  web: { entry: 'services/web/main.ts' },
} as const;

export type ServiceName = keyof typeof SERVICES;

/**
 * The running processes in the order in which they started. They stop in the reverse order, so that
 * nothing loses what it stands on before it has stopped itself.
 */
export class SystemProcesses {
  readonly #children: Child[] = [];
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly env: Record<string, string>,
    /** Called once, with a sentence, when a process ends that nobody stopped. */
    private readonly onLoss: (sentence: string) => void,
    /** The process that a debugger can attach to. */
    private readonly inspected?: string,
  ) {
    if (inspected !== undefined && !Object.hasOwn(SERVICES, inspected)) {
      throw new Refusal(`--inspect takes one of ${Object.keys(SERVICES).join(', ')}.`);
    }
  }

  /** Starts a process and resolves when it serves. */
  async start(name: ServiceName): Promise<void> {
    const { entry } = SERVICES[name];
    if (this.#stopping || !existsSync(entry)) return;
    const child = startChild({
      name,
      entry,
      dataDir: this.dataDir,
      env: this.env,
      inspect: name === this.inspected,
    });
    this.#children.push(child);
    await child.ready;
    this.#watch(child);
  }

  /** Stops a process and starts it anew, for `--dev`. */
  async restart(name: ServiceName): Promise<void> {
    const index = this.#children.findIndex((child) => child.name === name);
    const [old] = index < 0 ? [] : this.#children.splice(index, 1);
    await old?.stop();
    await this.start(name);
  }

  /** Stops everything, last started first. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      for (const child of this.#children.toReversed()) await child.stop();
    })();
    return this.#stopping;
  }

  #watch(child: Child): void {
    void child.ended.then((sentence) => {
      if (!this.#stopping && this.#children.includes(child)) this.onLoss(sentence);
    });
  }
}
