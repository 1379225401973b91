import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { isTaken } from '../../system/port-check';
import { Refusal } from '../../system/refusal';
import { plainEnv } from '../../testing/test-system';
import type { ProofRun } from '../run-proof';

export const NODES = ['pg1', 'pg2', 'pg3'] as const;
export const WEBS = ['web1', 'web2', 'web3', 'web4'] as const;
export const BILLINGS = ['billing1', 'billing2'] as const;
export const REDIS_SERVERS = ['redis1', 'redis2', 'redis3'] as const;
export const SENTINELS = ['sentinel1', 'sentinel2', 'sentinel3'] as const;

const NAMES = [
  'etcd',
  'etcd-peer',
  ...NODES,
  ...NODES.map((name) => `${name}-api` as const),
  'leader',
  'pooler',
  'front',
  'billing',
  ...WEBS,
  ...BILLINGS,
  ...BILLINGS.map((name) => `${name}-metrics` as const),
  ...REDIS_SERVERS,
  ...SENTINELS,
  // Links that can be cut: to the pooler and to the leader, one pair for each of two web instances.
  'web1-pooler',
  'web1-leader',
  'web2-pooler',
  'web2-leader',
] as const;

export type PortName = (typeof NAMES)[number];

/** Below the range from which Linux takes the ports of outgoing connections. */
const FIRST_PORT = 24_000;

/** What every part of the cluster needs to know. */
export type Setting = {
  run: ProofRun;
  port: Record<PortName, number>;
  /** For data and configuration: readable by the user that PostgreSQL runs as. */
  folder: string;
  /** Of faults; with 0 there are none. */
  minutes: number;
  /** How often the deployment of web is measured. */
  deployments: number;
  seed: number;
  /** The earlier version that runs beside this one: a revision of git. */
  before: string;
};

/** Reads the proof's arguments: `--minutes 10 --seed 1 --first-port 24000 --before HEAD~1`. */
export async function readSetting(run: ProofRun): Promise<Setting> {
  const values = new Map<string, string>();
  for (let index = 0; index < run.args.length; index += 2) {
    const [name = '', value = ''] = run.args.slice(index, index + 2);
    if (
      !['--minutes', '--seed', '--first-port', '--before', '--deployments'].includes(name) ||
      !value
    ) {
      throw new Refusal(
        `Unknown argument ${name}. There are --minutes N, --seed N, --first-port N, --before REVISION and --deployments N.`,
      );
    }
    values.set(name, value);
  }
  const first = Number(values.get('--first-port') ?? FIRST_PORT);
  const port = Object.fromEntries(NAMES.map((name, index) => [name, first + index]));
  for (const [name, number] of Object.entries(port)) {
    if (await isTaken(number)) {
      throw new Refusal(`Port ${number} (${name}) is taken. Choose others with --first-port.`);
    }
  }
  const folder = path.join(run.folder, 'state');
  mkdirSync(folder);
  for (const each of [path.dirname(run.folder), run.folder, folder]) chmodSync(each, 0o711);
  return {
    run,
    port: port as Record<PortName, number>,
    folder,
    minutes: Number(values.get('--minutes') ?? 10),
    deployments: Number(values.get('--deployments') ?? 1),
    seed: Number(values.get('--seed') ?? randomBytes(3).readUIntBE(0, 3)),
    before: values.get('--before') ?? 'HEAD~1',
  };
}

const secret = () => randomBytes(32).toString('base64url');
const SECRETS = {
  AUTH_SECRET: secret(),
  API_KEY_PEPPERS: `1:${secret()}`,
  ENCRYPTION_KEYS: `1:${secret()}`,
};

/** The environment that every process of Tollgate in the cluster shares. */
export function sharedEnv({ port, folder }: Setting): NodeJS.ProcessEnv {
  const sentinels = SENTINELS.map((name) => `127.0.0.1:${port[name]}`).join(',');
  return {
    ...plainEnv(),
    ...SECRETS,
    DEPLOYMENT: 'local',
    NODE_ENV: 'production',
    DATA_DIR: folder,
    LOG_LEVEL: 'info',
    APP_URL: `http://localhost:${port.front}`,
    TRUSTED_PROXIES: '127.0.0.1',
    DRAIN_SECONDS: '3',
    DATABASE_URL: databaseUrl(port.pooler),
    DIRECT_DATABASE_URL: databaseUrl(port.leader),
    BILLING_DATABASE_URL: databaseUrl(port.pooler),
    BILLING_URL: `https://localhost:${port.billing}`,
    REDIS_URL: `redis+sentinel://${sentinels}/tollgate/0`,
  };
}

/** A URL of the application's database by one of the ports that lead to it. */
export function databaseUrl(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/tollgate`;
}
