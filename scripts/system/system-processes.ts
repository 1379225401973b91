import { existsSync } from 'node:fs';
import { type Child, type ChildOptions, startChild } from './child-process';
import { Refusal } from './refusal';

/** The entries of the processes that run beside the database, as they are written. */
const SOURCES = {
  database: 'services/database/main.ts',
  'workload-ca': 'services/workload-ca/main.ts',
  'stand-ins': 'services/development/main.ts',
  billing: 'services/billing/main.ts',
  web: 'services/web/main.ts',
} as const;
const PREPARE_DATA = 'scripts/system/prepare-data.ts';

export type ServiceName = keyof typeof SOURCES;

/** Compiled entries by name; what is missing runs from its source. */
export type CompiledEntries = Partial<Record<ServiceName | 'data', string>>;

type Options = {
  dataDir: string;
  env: Record<string, string>;
  /** Called once, with a sentence, when a process ends that was not stopped. */
  onLoss: (sentence: string) => void;
  /** The process that a debugger can attach to. */
  inspected?: string | undefined;
  compiled: CompiledEntries;
};

/**
 * The running processes in the order in which they started. They stop in the reverse order, so that
 * nothing loses what it stands on before it has stopped itself.
 */
export class SystemProcesses {
  readonly #children: Child[] = [];
  #stopping: Promise<void> | undefined;

  constructor(private readonly options: Options) {
    const { inspected } = options;
    if (inspected !== undefined && !Object.hasOwn(SOURCES, inspected)) {
      throw new Refusal(`--inspect takes one of ${Object.keys(SOURCES).join(', ')}.`);
    }
  }

  /** Adds entries that were compiled in the meantime. */
  addCompiled(compiled: CompiledEntries): void {
    Object.assign(this.options.compiled, compiled);
  }

  /** Starts a process and resolves when it serves. */
  async start(
    name: ServiceName,
    more: Pick<ChildOptions, 'args' | 'onMessage'> = {},
  ): Promise<Child | undefined> {
    const { dataDir, env, inspected, compiled } = this.options;
    const entry = compiled[name] ?? SOURCES[name];
    if (this.#stopping || !existsSync(entry)) return undefined;
    const child = startChild({ name, entry, dataDir, env, inspect: name === inspected, ...more });
    this.#children.push(child);
    await child.ready;
    this.#watch(child);
    return child;
  }

  /**
   * Migrates and seeds the databases in a process of its own.
   * @returns a fresh key for the curl line.
   */
  async prepareData(): Promise<string> {
    const { dataDir, env, compiled } = this.options;
    let key = '';
    const child = startChild({
      name: 'data',
      entry: compiled.data ?? PREPARE_DATA,
      dataDir,
      env,
      showOutput: true,
      onMessage: (message) => {
        key = message.key ?? key;
      },
    });
    this.#children.push(child);
    await child.ready;
    await child.ended;
    this.#children.splice(this.#children.indexOf(child), 1);
    return key;
  }

  /** Restarts a process, for `--dev`. */
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
      if (!this.#stopping && this.#children.includes(child)) this.options.onLoss(sentence);
    });
  }
}
