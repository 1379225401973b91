import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findFakeTime } from '../../testing/moved-clock';
import { waitFor } from '../programs';
import { Link } from './link';
import { Service } from '../service';
import { BILLINGS, databaseUrl, type Setting, sharedEnv, WEBS } from './setting';

export type WebName = (typeof WEBS)[number];
export type BillingName = (typeof BILLINGS)[number];

/** Runs one phase of a deployment and takes its time. */
export type Timed = (phase: string, work: () => Promise<unknown>) => Promise<unknown>;

/** A folder with a version's source, and what to call it. */
export type Version = { name: string; folder: string };

const START_LIMIT_MS = 180_000;
/** Without its pages: nothing here asks for one, and no build is needed. */
const WEB_ENTRY = 'bench/support/api-host.ts';
const BILLING_ENTRY = 'services/billing/main.ts';
/** The instance whose clock jumps. */
export const MOVED_WEB: WebName = 'web4';

/** Four web and two billing processes, each of one of two versions. */
export class Instances {
  readonly #services = new Map<string, Service>();
  readonly #version = new Map<string, Version>();
  readonly links: { web: WebName; pooler: Link; leader: Link }[] = [];

  private constructor(
    private readonly setting: Setting,
    readonly versions: readonly [before: Version, now: Version],
  ) {}

  /** Starts the certificate authority, then every instance, all of the earlier version. */
  static async start(setting: Setting): Promise<Instances> {
    const now = { name: 'this version', folder: process.cwd() };
    const before = await prepareBefore(setting);
    const instances = new Instances(setting, [before ?? now, now]);
    const { programs } = setting.run;
    const args = [process.execPath, 'scripts/run.mjs', 'services/workload-ca/main.ts'] as const;
    programs.start('workload-ca', args, { env: sharedEnv(setting) });
    const files = ['web', 'billing'].map((name) =>
      path.join(setting.folder, 'workload', name, 'svid.pem'),
    );
    await waitFor('certificates', START_LIMIT_MS, async () => files.every(existsSync));
    for (const web of ['web1', 'web2'] as const) {
      const { port } = setting;
      const pooler = await Link.open(port[`${web}-pooler`], port.pooler);
      const leader = await Link.open(port[`${web}-leader`], port.leader);
      instances.links.push({ web, pooler, leader });
    }
    for (const name of [...BILLINGS, ...WEBS]) instances.#add(name);
    for (const name of [...BILLINGS, ...WEBS]) await instances.start(name);
    return instances;
  }

  /** Starts an instance of a version and resolves when it is ready. */
  async start(name: WebName | BillingName, version = this.#version.get(name)): Promise<void> {
    if (version) this.#version.set(name, version);
    const service = this.#service(name);
    const program = service.start();
    await waitFor(`${name} to be ready`, START_LIMIT_MS, async () => {
      if (program.hasEnded()) throw new Error(`${name} ended: see ${program.logFile}`);
      return this.#isReady(name);
    });
  }

  async kill(name: WebName | BillingName): Promise<void> {
    await this.#service(name).kill();
  }

  /** SIGTERM, then a start as the other version. @returns the name of that version. */
  async deploy(
    name: WebName | BillingName,
    timed: Timed = (_phase, work) => work(),
  ): Promise<string> {
    await timed(`${name} stops`, () => this.#service(name).terminate());
    const [before, now] = this.versions;
    const next = this.#version.get(name) === now ? before : now;
    await timed(`${name} starts as ${next.name}`, () => this.start(name, next));
    return next.name;
  }

  async waitUntilReady(name: WebName | BillingName): Promise<void> {
    await waitFor(`${name} to be ready`, START_LIMIT_MS, () => this.#isReady(name));
  }

  /** Moves the clock of one web instance. @returns whether it can be moved here. */
  moveClock(seconds: number): boolean {
    writeFileSync(this.#clockFile, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    return findFakeTime() !== undefined;
  }

  close(): void {
    for (const { pooler, leader } of this.links) for (const each of [pooler, leader]) each.close();
  }

  get #clockFile(): string {
    return path.join(this.setting.folder, 'clock');
  }

  #service(name: string): Service {
    const service = this.#services.get(name);
    if (!service) throw new Error(`There is no instance ${name}.`);
    return service;
  }

  async #isReady(name: WebName | BillingName): Promise<boolean> {
    const { port } = this.setting;
    const isWeb = name.startsWith('web');
    const url = `http://127.0.0.1:${isWeb ? port[name] : port[`${name as BillingName}-metrics`]}/readyz`;
    const signal = AbortSignal.timeout(3_000);
    return fetch(url, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #add(name: WebName | BillingName): void {
    this.#version.set(name, this.versions[0]);
    const command = () =>
      [
        process.execPath,
        'scripts/run.mjs',
        name.startsWith('web') ? WEB_ENTRY : BILLING_ENTRY,
      ] as const;
    const options = () => ({ cwd: this.#version.get(name)?.folder, env: this.#environment(name) });
    this.#services.set(name, new Service(this.setting.run.programs, name, command, options));
  }

  #environment(name: WebName | BillingName): NodeJS.ProcessEnv {
    const { port } = this.setting;
    const env = sharedEnv(this.setting);
    if (name === 'billing1' || name === 'billing2') {
      const metrics = String(port[`${name}-metrics`]);
      return { ...env, BILLING_PORT: String(port[name]), BILLING_METRICS_PORT: metrics };
    }
    const own = { ...env, PORT: String(port[name]) };
    if (name === 'web1' || name === 'web2') {
      const DATABASE_URL = databaseUrl(port[`${name}-pooler`]);
      return { ...own, DATABASE_URL, DIRECT_DATABASE_URL: databaseUrl(port[`${name}-leader`]) };
    }
    const library = findFakeTime();
    if (name !== MOVED_WEB || !library) return own;
    if (!existsSync(this.#clockFile)) this.moveClock(0);
    return {
      ...own,
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#clockFile,
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }
}

/** The earlier version's source in the cache, with this version's dependencies. */
async function prepareBefore({ run, before }: Setting): Promise<Version | undefined> {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' });
  const found = git('rev-parse', '--short=12', '--verify', `${before}^{commit}`);
  if (found.status !== 0) {
    run.report.note(`There is no revision ${before} here, so this version alone is deployed.`);
    return undefined;
  }
  const revision = found.stdout.trim();
  const folder = path.join(run.cache, `version-${revision}`);
  if (!existsSync(path.join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    const archive = path.join(run.folder, 'version.tar');
    await run.programs.run('git-archive', ['git', 'archive', `--output=${archive}`, revision]);
    await run.programs.run('tar', ['tar', '-xf', archive, '-C', folder]);
    const modules = path.resolve('node_modules');
    symlinkSync(modules, path.join(folder, 'node_modules'));
    const generate = [process.execPath, 'scripts/prisma.mjs', 'generate'] as const;
    await run.programs.run('generate-before', generate, { cwd: folder });
  }
  return { name: revision, folder };
}
