import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { freePorts } from '../../testing/test-system';
import { waitFor, waitForPort } from '../programs';
import type { ProofRun } from '../run-proof';
import { Service } from '../service';
import type { SpirePrograms } from './build-spire';

export const TRUST_DOMAIN = 'tollgate.example';
export const TTL_SECONDS = 60;
/** A trust domain that ours federates with. */
export const PARTNER = 'partner.example';

const START_LIMIT_MS = 60_000;
/** SPIRE's agent asks the server every five seconds; then each workload is told. */
const PROPAGATION_MS = 15_000;

const created = z.object({ results: z.array(z.object({ entry: z.object({ id: z.string() }) })) });
const authority = z.object({ authority_id: z.string() });
const prepared = z.object({ prepared_authority: authority });

/** A SPIRE server and agent of this machine, both killed and started at will. */
export class Spire {
  readonly #cli: (...words: string[]) => Promise<string>;

  private constructor(
    readonly server: Service,
    readonly agent: Service,
    /** `unix:///…`, for SPIFFE_ENDPOINT_SOCKET. */
    readonly socket: string,
    cli: Spire['run'],
    private readonly port: number,
  ) {
    this.#cli = cli;
  }

  /** Starts both; the agent joins with a token and keeps what it got in its folder. */
  static async start(run: ProofRun, files: SpirePrograms, sockets: string): Promise<Spire> {
    const folder = path.join(run.folder, 'spire');
    await mkdir(folder, { recursive: true });
    const [port = 0] = await freePorts(1);
    const admin = path.join(sockets, 'server.sock');
    const serverFile = path.join(folder, 'server.conf');
    await writeFile(serverFile, serverConfiguration(folder, admin, port));
    const server = new Service(run.programs, 'spire-server', () => [
      ...([files.server, 'run', '-config', serverFile] as const),
    ]);
    let calls = 0;
    const cli = (...words: string[]) => {
      calls += 1;
      const name = `spire-server-${words
        .slice(0, 3)
        .join('-')
        .replaceAll(/[^\w-]/g, '')}-${calls}`;
      return run.programs.run(name, [files.server, ...words, '-socketPath', admin]);
    };
    await waitForPort(port, server.start(), START_LIMIT_MS);

    const trust = path.join(folder, 'bundle.pem');
    await writeFile(trust, await cli('bundle', 'show'));
    const joined = await cli('token', 'generate', '-spiffeID', agentId(), '-output', 'json');
    const { value } = z.object({ value: z.string() }).parse(parseJson(joined));
    const agentSocket = path.join(sockets, 'agent', 'api.sock');
    await mkdir(path.dirname(agentSocket), { recursive: true });
    const agentFile = path.join(folder, 'agent.conf');
    const text = agentConfiguration(folder, agentSocket, port, trust, value);
    await writeFile(agentFile, text, { mode: 0o600 });
    const agent = new Service(run.programs, 'spire-agent', () => [
      ...([files.agent, 'run', '-config', agentFile] as const),
    ]);
    agent.start();
    return new Spire(server, agent, `unix://${agentSocket}`, cli, port);
  }

  /** Runs a command of `spire-server`. @returns what it wrote. */
  run(...words: string[]): Promise<string> {
    return this.#cli(...words);
  }

  /** Registers a program by its path. @returns the entry's id. */
  async register(name: string, program: string): Promise<string> {
    const words = ['-parentID', agentId(), '-spiffeID', `spiffe://${TRUST_DOMAIN}/${name}`];
    const output = await this.#cli(
      ...['entry', 'create', ...words, '-selector', `unix:path:${program}`],
      ...['-x509SVIDTTL', String(TTL_SECONDS)],
      ...['-federatesWith', `spiffe://${PARTNER}`, '-output', 'json'],
    );
    const [result] = created.parse(parseJson(output)).results;
    if (!result) throw new TypeError(`SPIRE did not create an entry: ${output}`);
    return result.entry.id;
  }

  async startServer(): Promise<void> {
    await waitForPort(this.port, this.server.start(), START_LIMIT_MS);
    await waitFor('the SPIRE server', START_LIMIT_MS, () =>
      this.#cli('healthcheck').then(
        () => true,
        () => false,
      ),
    );
  }

  /**
   * Another CA issues, and the one before it is no longer trusted: prepare, activate, taint (the
   * agent then renews everything at once), revoke.
   * @param between runs while both CAs are in the bundle.
   */
  async rotateAuthority(between: () => Promise<void>): Promise<void> {
    const x509 = ['localauthority', 'x509'] as const;
    const output = await this.#cli(...x509, 'prepare', '-output', 'json');
    const { authority_id: next } = prepared.parse(parseJson(output)).prepared_authority;
    await pause(PROPAGATION_MS);
    const active = await this.#cli(...x509, 'activate', '-authorityID', next, '-output', 'json');
    const old = z.object({ activated_authority: authority }).parse(parseJson(active));
    if (old.activated_authority.authority_id !== next) throw new TypeError('Another CA is active');
    const show = parseJson(await this.#cli(...x509, 'show', '-output', 'json'));
    const { authority_id: before } = z.object({ old: authority }).parse(show).old;
    await between();
    await this.#cli(...x509, 'taint', '-authorityID', before);
    await pause(PROPAGATION_MS);
    await this.#cli(...x509, 'revoke', '-authorityID', before);
    await pause(PROPAGATION_MS);
  }
}

const agentId = () => `spiffe://${TRUST_DOMAIN}/agent`;

function parseJson(output: string): unknown {
  return JSON.parse(output.slice(output.indexOf('{')));
}

const text = (value: string) => JSON.stringify(value);

function serverConfiguration(folder: string, socket: string, port: number): string {
  const data = path.join(folder, 'server');
  return `server {
  bind_address = "127.0.0.1"
  bind_port = "${port}"
  socket_path = ${text(socket)}
  trust_domain = "${TRUST_DOMAIN}"
  data_dir = ${text(data)}
  ca_ttl = "12h"
}
plugins {
  DataStore "sql" {
    plugin_data {
      database_type = "sqlite3"
      connection_string = ${text(path.join(data, 'datastore.sqlite3'))}
    }
  }
  NodeAttestor "join_token" { plugin_data {} }
  KeyManager "disk" { plugin_data { keys_path = ${text(path.join(data, 'keys.json'))} } }
}
`;
}

function agentConfiguration(
  folder: string,
  socket: string,
  port: number,
  trust: string,
  token: string,
): string {
  const data = path.join(folder, 'agent');
  return `agent {
  data_dir = ${text(data)}
  server_address = "127.0.0.1"
  server_port = "${port}"
  socket_path = ${text(socket)}
  trust_bundle_path = ${text(trust)}
  trust_domain = "${TRUST_DOMAIN}"
  join_token = "${token}"
}
plugins {
  NodeAttestor "join_token" { plugin_data {} }
  KeyManager "disk" { plugin_data { directory = ${text(data)} } }
  WorkloadAttestor "unix" { plugin_data { discover_workload_path = true } }
}
`;
}
