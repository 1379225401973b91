import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../../testing/test-system';
import { waitForPort } from '../programs';
import type { ProofRun } from '../run-proof';
import { readJob, runJob, tollgate, trust } from './job';

const ISSUER = 'https://spire.internal.example';
const START_LIMIT_MS = 60_000;

/** A JWT-SVID of a SPIRE server, whose bundle is given with the rule. */
export async function proveJwtSvid(run: ProofRun, env: NodeJS.ProcessEnv): Promise<void> {
  const { report, programs } = run;
  report.part('a JWT-SVID of a SPIRE server');
  const binary = findServer(path.resolve(run.cache, '../spire'));
  if (!binary) {
    report.note('not run: `npm run proof -- spire` builds the server first');
    return;
  }
  // A socket has to have a short path.
  const sockets = mkdtempSync(path.join(tmpdir(), 'spire-'));
  try {
    const socket = path.join(sockets, 'api.sock');
    const [port = 0] = await freePorts(1);
    const file = path.join(run.folder, 'spire-server.conf');
    writeFileSync(file, configuration(run.folder, socket, port));
    const server = programs.start('spire-server', [binary, 'run', '-config', file]);
    await waitForPort(port, server, START_LIMIT_MS);
    let calls = 0;
    const ask = (...words: string[]) => {
      calls += 1;
      return programs.run(`spire-${calls}`, [binary, ...words, '-socketPath', socket]);
    };
    const bundle = path.join(run.folder, 'bundle.json');
    writeFileSync(bundle, await ask('bundle', 'show', '-format', 'spiffe'));
    const id = 'spiffe://proof.example/usage';
    const keys = ['--platform', 'spiffe', '--jwks', bundle];
    const rule = trust(env, ISSUER, `sub=${id}`, ...keys);
    const mint = async (spiffeId: string, audience: string) => {
      const svid = path.join(run.folder, `svid-${calls}`);
      writeFileSync(svid, await ask('jwt', 'mint', '-spiffeID', spiffeId, '-audience', audience));
      return { SUBJECT_TOKEN_FILE: svid };
    };
    const job = { client: 'openid-client', rule };
    await runJob(run, env, { ...job, name: 'jwt-svid', env: await mint(id, 'tollgate') });
    for (const [what, spiffeId, audience] of [
      ['another workload', 'spiffe://proof.example/other', 'tollgate'],
      ['another audience', id, 'spiffe://proof.example/billing'],
    ] as const) {
      const name = what.replaceAll(' ', '-');
      const lines = await readJob(run, env, { ...job, name, env: await mint(spiffeId, audience) });
      report.check(`${what} is refused`, lines.has('token') && !lines.has('exchange'));
    }
    tollgate(env, 'trust', 'revoke', rule);
  } finally {
    rmSync(sockets, { recursive: true, force: true });
  }
}

function findServer(cache: string): string | undefined {
  if (!existsSync(cache)) return undefined;
  const files = readdirSync(cache).map((version) => path.join(cache, version, 'spire-server'));
  return files.find((file) => existsSync(file));
}

function configuration(folder: string, socket: string, port: number): string {
  return `
server {
  bind_address = "127.0.0.1"
  bind_port = ${port}
  socket_path = "${socket}"
  trust_domain = "proof.example"
  data_dir = "${folder}"
  log_level = "WARN"
  jwt_issuer = "${ISSUER}"
}
plugins {
  DataStore "sql" {
    plugin_data { database_type = "sqlite3", connection_string = "${folder}/spire.sqlite3" }
  }
  NodeAttestor "join_token" { plugin_data {} }
  KeyManager "memory" { plugin_data {} }
}
`;
}
