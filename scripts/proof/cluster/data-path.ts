import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { chooseUnprivilegedRun } from '@/services/database/unprivileged-run';
import { requireProgram, waitFor, waitForPort } from '../programs';
import { Service } from '../service';
import { BILLINGS, NODES, REDIS_SERVERS, SENTINELS, type Setting, WEBS } from './setting';

const SBIN = ['/usr/sbin', '/sbin'];
const START_LIMIT_MS = 30_000;
const MASTER = 'tollgate';

/** HAProxy, which finds the leader by Patroni's REST API and the web instances by `/readyz`. */
export async function startHaproxy({ run, port, folder }: Setting): Promise<void> {
  const haproxy = requireProgram('haproxy', 'On Debian: apt-get install haproxy.', SBIN);
  const file = path.join(folder, 'haproxy.cfg');
  const nodes = NODES.map(
    (name) => `  server ${name} 127.0.0.1:${port[name]} check port ${port[`${name}-api`]}`,
  );
  const webs = WEBS.map((name) => `  server ${name} 127.0.0.1:${port[name]} check`);
  const billings = BILLINGS.map((name) => `  server ${name} 127.0.0.1:${port[name]} check`);
  writeFileSync(
    file,
    `
defaults
  mode tcp
  timeout connect 2s
  timeout client 5m
  timeout server 5m
  # The default is the interval, too short for a machine that is busy.
  timeout check 4s
  retries 3
  option redispatch

listen leader
  bind 127.0.0.1:${port.leader}
  option httpchk OPTIONS /primary
  http-check expect status 200
  # A connection to a server that is no longer the leader must not stay.
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.join('\n')}

listen billing
  bind 127.0.0.1:${port.billing}
  default-server inter 1s fall 2 rise 1
${billings.join('\n')}

listen front
  bind 127.0.0.1:${port.front}
  mode http
  # An idle connection to web stays shorter than web keeps it (65 s).
  timeout http-keep-alive 30s
  option forwardfor
  option httpchk GET /readyz
  http-response set-header X-Served-By %s
  # Only what never left: a request that may have arrived is for the client to repeat.
  retry-on conn-failure
  default-server inter 500ms fall 2 rise 1 slowstart 10s observe layer4 error-limit 2 on-error mark-down
${webs.join('\n')}
`,
  );
  const program = run.programs.start('haproxy', [haproxy, '-db', '-f', file]);
  await waitForPort(port.front, program, START_LIMIT_MS);
}

/** PgBouncer with session pooling, whose server is HAProxy's way to the leader. */
export async function startPooler({ run, port, folder }: Setting): Promise<Service> {
  const pgbouncer = requireProgram('pgbouncer', 'On Debian: apt-get install pgbouncer.', SBIN);
  const file = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
tollgate = host=127.0.0.1 port=${port.leader} user=postgres dbname=tollgate

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port.pooler}
unix_socket_dir =
auth_type = any
pool_mode = session
default_pool_size = 80
max_client_conn = 200
server_connect_timeout = 3
server_login_retry = 1
query_wait_timeout = 10
ignore_startup_parameters = extra_float_digits,options
`,
    { mode: 0o644 },
  );
  const user = chooseUnprivilegedRun(path.join(folder, 'pooler'), pgbouncer);
  const [first = pgbouncer, ...rest] = [...user.prefix, pgbouncer, file];
  const { uid, gid } = user;
  const pooler = new Service(
    run.programs,
    'pooler',
    () => [first, ...rest],
    () => ({ uid, gid }),
  );
  await waitForPort(port.pooler, pooler.start(), START_LIMIT_MS);
  return pooler;
}

/** A Redis master with two replicas, and the three Sentinels that choose another. */
export class RedisServers {
  readonly #servers = new Map<string, Service>();

  private constructor(private readonly setting: Setting) {}

  static async start(setting: Setting): Promise<RedisServers> {
    const { run, port, folder } = setting;
    const redis = requireProgram('redis-server', 'On Debian: apt-get install redis-server.');
    const servers = new RedisServers(setting);
    for (const name of [...REDIS_SERVERS, ...SENTINELS]) {
      const own = path.join(folder, name);
      mkdirSync(own);
      const file = path.join(own, 'redis.conf');
      const isSentinel = name.startsWith('sentinel');
      const role = isSentinel ? sentinelLines(port.redis1) : replicaLines(name, port.redis1);
      const lines = [`port ${port[name]}`, 'bind 127.0.0.1', `dir ${own}`, ...role];
      writeFileSync(file, `${lines.join('\n')}\n`);
      const args = isSentinel ? ['--sentinel'] : [];
      const service = new Service(run.programs, name, () => [redis, file, ...args]);
      servers.#servers.set(name, service);
      await waitForPort(port[name], service.start(), START_LIMIT_MS);
    }
    await waitFor('Sentinels that know each other', START_LIMIT_MS, async () =>
      (await servers.#askSentinel('ckquorum', MASTER)).startsWith('OK'),
    );
    return servers;
  }

  /** The name of the server that Sentinel calls the master. */
  async master(): Promise<(typeof REDIS_SERVERS)[number] | undefined> {
    const answer = await this.#askSentinel('get-master-addr-by-name', MASTER);
    return REDIS_SERVERS.find((name) => answer.includes(String(this.setting.port[name])));
  }

  async kill(name: (typeof REDIS_SERVERS)[number]): Promise<void> {
    await this.#servers.get(name)?.kill();
  }

  start(name: (typeof REDIS_SERVERS)[number]): void {
    this.#servers.get(name)?.start();
  }

  async #askSentinel(...command: [string, ...string[]]): Promise<string> {
    const client = new Redis(this.setting.port.sentinel1, '127.0.0.1', {
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on('error', () => {});
    try {
      return String(await client.call('sentinel', ...command));
    } catch (error) {
      return String(error);
    } finally {
      client.disconnect();
    }
  }
}

function sentinelLines(masterPort: number): string[] {
  return [
    `sentinel monitor ${MASTER} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${MASTER} 1500`,
    `sentinel failover-timeout ${MASTER} 5000`,
  ];
}

function replicaLines(name: string, masterPort: number): string[] {
  const lines = ['save ""', 'appendonly no', 'repl-diskless-sync-delay 0'];
  return name === 'redis1' ? lines : [...lines, `replicaof 127.0.0.1 ${masterPort}`];
}
