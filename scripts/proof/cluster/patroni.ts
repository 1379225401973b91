import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { requireProgram, waitFor, waitForPort } from '../programs';
import type { Disk } from './disk';
import { Service } from '../service';
import { NODES, type Setting } from './setting';

export type NodeName = (typeof NODES)[number];

const PACKAGES = ['patroni[etcd3]==4.1.5', 'psycopg[binary]==3.3.9'];
const POSTGRES_FOLDERS = ['18', '17', '16', '15'].map((one) => `/usr/lib/postgresql/${one}/bin`);
const GET_POSTGRES = 'On Debian: apt-get install postgresql.';
const START_LIMIT_MS = 120_000;

/** Seconds. Patroni refuses a lease (`ttl`) under 20; a machine that vanishes costs that long. */
const LEASE = { ttl: 20, loop_wait: 2, retry_timeout: 5 };

/** Three PostgreSQL servers under Patroni, one of them the leader, one its synchronous standby. */
export class PatroniCluster {
  readonly #nodes = new Map<NodeName, Service>();

  private constructor(
    private readonly setting: Setting,
    private readonly disk: Disk,
  ) {}

  /** Starts etcd and the three nodes, and waits for a leader with a synchronous standby. */
  static async start(setting: Setting, disk: Disk): Promise<PatroniCluster> {
    const { run, port, folder } = setting;
    const etcd = requireProgram('etcd', 'On Debian: apt-get install etcd-server.');
    const initdb = requireProgram('initdb', GET_POSTGRES, POSTGRES_FOLDERS);
    const patroni = await installPatroni(setting);
    const address = (name: 'etcd' | 'etcd-peer') => `http://127.0.0.1:${port[name]}`;
    const server = run.programs.start('etcd', [
      etcd,
      ...['--data-dir', path.join(folder, 'etcd')],
      ...['--listen-client-urls', address('etcd'), '--advertise-client-urls', address('etcd')],
      ...['--listen-peer-urls', address('etcd-peer')],
      ...['--initial-advertise-peer-urls', address('etcd-peer')],
      ...['--initial-cluster', `default=${address('etcd-peer')}`],
    ]);
    await waitForPort(port.etcd, server, START_LIMIT_MS);
    const cluster = new PatroniCluster(setting, disk);
    for (const name of NODES) cluster.#add(name, patroni, path.dirname(realpathSync(initdb)));
    cluster.startNode('pg1');
    await waitFor(
      'the first leader',
      START_LIMIT_MS,
      async () => (await cluster.leader()) === 'pg1',
    );
    cluster.startNode('pg2');
    cluster.startNode('pg3');
    await cluster.waitUntilWhole(START_LIMIT_MS);
    return cluster;
  }

  startNode(name: NodeName): void {
    this.#node(name).start();
  }

  /** `kill -9` of the PostgreSQL server alone: Patroni on the same machine notices. */
  killPostgres(name: NodeName): void {
    const file = path.join(this.disk.folder, name, 'data', 'postmaster.pid');
    process.kill(this.disk.readPid(file), 'SIGKILL');
  }

  /** `kill -9` of Patroni and PostgreSQL, as if the machine were gone. */
  async killMachine(name: NodeName): Promise<void> {
    const node = this.#node(name);
    node.program.kill('SIGSTOP');
    this.killPostgres(name);
    await node.kill();
  }

  /** The node that holds the leader's lease and takes writes; undefined while there is none. */
  async leader(): Promise<NodeName | undefined> {
    for (const name of NODES) {
      const answer = await this.#ask(name, '/primary').catch(() => undefined);
      if (answer?.status === 200) return name;
    }
    return undefined;
  }

  /** Waits until three servers run, one as the leader and one as its synchronous standby. */
  async waitUntilWhole(limitMs: number): Promise<void> {
    await waitFor('a leader with a synchronous standby', limitMs, async () => {
      // Each node for itself: what the others know of it is seconds old.
      const answers = await Promise.all(
        ['/health', '/primary', '/synchronous'].map((resource) => this.#count(resource)),
      );
      if (answers.join() === `${NODES.length},1,1`) return true;
      await pause(400);
      return false;
    });
  }

  async #count(resource: string): Promise<number> {
    const statuses = NODES.map((name) => this.#ask(name, resource).then(({ status }) => status));
    const results = await Promise.allSettled(statuses);
    return results.filter((one) => one.status === 'fulfilled' && one.value === 200).length;
  }

  #ask(name: NodeName, resource: string): Promise<Response> {
    const url = `http://127.0.0.1:${this.setting.port[`${name}-api`]}${resource}`;
    return fetch(url, { signal: AbortSignal.timeout(2_000) });
  }

  #node(name: NodeName): Service {
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`There is no node ${name}.`);
    return node;
  }

  #add(name: NodeName, patroni: string, binaries: string): void {
    const folder = path.join(this.disk.folder, name);
    mkdirSync(folder, { recursive: true });
    const file = path.join(this.setting.folder, `${name}.yml`);
    const data = path.join(folder, 'data');
    writeFileSync(file, stringify(this.#configuration(name, data, binaries)), { mode: 0o644 });
    const command = this.disk.command(name, [patroni, file], patroni);
    this.#nodes.set(name, new Service(this.setting.run.programs, name, () => command));
  }

  #configuration(name: NodeName, data: string, binaries: string) {
    const { port } = this.setting;
    const postgres = `127.0.0.1:${port[name]}`;
    const api = `127.0.0.1:${port[`${name}-api`]}`;
    return {
      scope: 'tollgate',
      name,
      restapi: { listen: api, connect_address: api },
      etcd3: { host: `127.0.0.1:${port.etcd}` },
      bootstrap: {
        dcs: {
          ...LEASE,
          // A leader that PostgreSQL fell away from is given up at once, not restarted for minutes.
          primary_start_timeout: 0,
          synchronous_mode: true,
          postgresql: {
            use_pg_rewind: true,
            parameters: {
              max_connections: 200,
              shared_buffers: '64MB',
              wal_log_hints: 'on',
              wal_keep_size: '128MB',
              max_wal_size: '256MB',
            },
          },
        },
        initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
        pg_hba: [
          'host all all 127.0.0.1/32 trust',
          'host replication replicator 127.0.0.1/32 trust',
        ],
      },
      postgresql: {
        listen: postgres,
        connect_address: postgres,
        data_dir: data,
        bin_dir: binaries,
        pgpass: path.join(path.dirname(data), 'pgpass'),
        authentication: {
          superuser: { username: 'postgres', password: 'postgres' },
          replication: { username: 'replicator', password: 'replicator' },
        },
        parameters: { unix_socket_directories: '' },
        // A node that cannot be rewound to the leader's timeline is copied again from the leader.
        remove_data_directory_on_rewind_failure: true,
        remove_data_directory_on_diverged_timelines: true,
      },
    };
  }
}

/** Patroni in a virtual environment of the cache. @returns its program. */
async function installPatroni({ run }: Setting): Promise<string> {
  const python = requireProgram('python3', 'On Debian: apt-get install python3 python3-venv.');
  const folder = path.join(run.cache, 'patroni');
  const program = path.join(folder, 'bin', 'patroni');
  const stamp = path.join(folder, 'installed');
  const wanted = PACKAGES.join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program;
  run.report.note(`installs ${PACKAGES.join(' and ')} into ${path.relative('.', folder)}`);
  await run.programs.run('venv', [python, '-m', 'venv', '--clear', folder]);
  const pip = path.join(folder, 'bin', 'pip');
  await run.programs.run('pip', [pip, 'install', '--quiet', ...PACKAGES]);
  writeFileSync(stamp, wanted);
  return program;
}
