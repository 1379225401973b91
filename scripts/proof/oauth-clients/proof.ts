import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { freePorts, makeTestEnv, startTestSystem } from '../../testing/test-system';
import { requireProgram } from '../programs';
import type { Proof, ProofRun } from '../run-proof';
import { type Client, CLIENTS, FLOWS, NPM_HELPERS } from './clients';
import { startRobot } from './robot';

const SOURCES = path.resolve('scripts/proof/oauth-clients/clients');
const lineSchema = z.object({ flow: z.string(), ok: z.boolean(), detail: z.string() });
const appSchema = z.object({ client_id: z.string(), client_secret: z.string().nullable() });

type Commands = Record<Client['kind'], (client: Client) => [string, ...string[]]>;

/**
 * The authorization server against clients that others wrote, each with its documented settings,
 * through the real consent page in Chromium.
 *
 *   npm run proof -- oauth-clients                          starts a system of its own
 *   npm run proof -- oauth-clients http://localhost:3000    uses the one that runs there
 *   npm run proof -- oauth-clients - arctic                 runs the clients of that name alone
 */
export const proof: Proof = {
  needs: ['Chromium', 'Python 3', 'Go', 'Maven with a JDK', 'apache2 with mod_auth_openidc'],
  async run(run) {
    const [url = '-', only = ''] = run.args;
    const commands = await install(run);
    const system = url === '-' ? await startTestSystem(await makeTestEnv('proof')) : undefined;
    const env: NodeJS.ProcessEnv = system?.env ?? { ...process.env, APP_URL: url };
    const appUrl = String(env.APP_URL);
    const robot = await startRobot(appUrl);
    try {
      const shared = { ...env, ...(await registerApps(env)), ROBOT: robot.url };
      const table = new Map<string, Map<string, boolean>>();
      for (const client of CLIENTS.filter(({ name }) => name.includes(only))) {
        run.report.part(`${client.name} ${client.version}`);
        table.set(client.name, await runClient(run, client, commands, shared));
      }
      printTable(run, table);
    } finally {
      await robot.stop();
      await system?.stop();
    }
  },
};

/** Installs every client in the proof's own cache. */
async function install({ cache, programs }: ProofRun): Promise<Commands> {
  const python = requireProgram('python3', 'On Debian: apt-get install python3-venv.');
  const go = requireProgram('go', 'Install Go 1.21 or later.');
  const maven = requireProgram('mvn', 'On Debian: apt-get install maven.');
  process.env.APACHE = requireProgram(
    'apache2',
    'On Debian: apt-get install apache2 libapache2-mod-auth-openidc.',
    ['/usr/sbin'],
  );
  cpSync(SOURCES, path.join(cache, 'clients'), { recursive: true });
  const cwd = path.join(cache, 'clients');
  const of = (kind: Client['kind']) => CLIENTS.filter((client) => client.kind === kind);
  const dependencies = {
    ...NPM_HELPERS,
    ...Object.fromEntries(of('npm').map(({ name, version }) => [name, version])),
  };
  writeFileSync(path.join(cache, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await programs.run('npm', ['npm', 'install', '--no-audit', '--no-fund'], { cwd: cache });
  const venv = path.join(cache, 'venv');
  if (!existsSync(venv)) await programs.run('venv', [python, '-m', 'venv', venv]);
  const pins = of('pypi').map(({ name, version }) => `${name}==${version}`);
  await programs.run('pip', [path.join(venv, 'bin/pip'), 'install', '-q', 'requests', ...pins]);
  const goBinary = path.join(cache, 'go-client');
  await programs.run('go', [go, 'build', '-mod=mod', '-o', goBinary, '.'], {
    cwd: path.join(cwd, 'go'),
  });
  const pom = path.join(cwd, 'java/pom.xml');
  const goal = 'org.codehaus.mojo:exec-maven-plugin:3.5.0:java';
  await programs.run('maven', [maven, '-q', '-B', '-f', pom, 'compile']);
  return {
    npm: ({ run }) => [process.execPath, path.join(cwd, run[0])],
    debian: ({ run }) => [process.execPath, path.join(cwd, run[0])],
    pypi: ({ run }) => [path.join(venv, 'bin/python'), path.join(cwd, run[0])],
    go: ({ run }) => [goBinary, run[0]],
    maven: ({ run }) => [maven, '-q', '-B', '-f', pom, goal, `-Dexec.mainClass=${run[0]}`],
  };
}

/** Three apps: with a secret, without one, and one for a page whose origin CORS compares. */
async function registerApps(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const [spaPort] = await freePorts(1);
  const spaOrigin = `http://127.0.0.1:${spaPort}`;
  const create = (...options: string[]) => {
    const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'app', 'create', '--json'];
    const scopes = ['--scopes', 'usage:read'];
    const { stdout, stderr } = spawnSync(process.execPath, [...command, ...scopes, ...options], {
      env,
      encoding: 'utf8',
    });
    if (!stdout) throw new Error(stderr);
    return appSchema.parse(JSON.parse(stdout));
  };
  const loopback = ['/cb', '/auth/callback/tollgate'].flatMap((callback) => [
    '--redirect-uri',
    `http://127.0.0.1${callback}`,
  ]);
  const confidential = create('--name', 'Proof', ...loopback);
  const isPublic = create('--name', 'Proof, public', '--public', ...loopback);
  const page = create('--name', 'Proof, page', '--public', '--redirect-uri', `${spaOrigin}/cb`);
  return {
    ISSUER: `${env.APP_URL}/oauth`,
    API: `${env.APP_URL}/api/v1`,
    CLIENT_ID: confidential.client_id,
    CLIENT_SECRET: confidential.client_secret ?? '',
    PUBLIC_ID: isPublic.client_id,
    SPA_ID: page.client_id,
    SPA_ORIGIN: spaOrigin,
  };
}

async function runClient(
  { programs, report }: ProofRun,
  client: Client,
  commands: Commands,
  env: NodeJS.ProcessEnv,
): Promise<Map<string, boolean>> {
  const [port] = await freePorts(1);
  const flows = new Map<string, boolean>();
  // A client without a server of its own reads the code from the address that the browser ended at.
  const listener = client.listens
    ? undefined
    : createServer((_request, response) => response.end('received')).listen(port, '127.0.0.1');
  const logName = client.name.replaceAll(/\W+/g, '-');
  const output = await programs
    .run(logName, commands[client.kind](client), {
      env: { ...env, APACHE: process.env.APACHE, REDIRECT: `http://127.0.0.1:${port}/cb` },
    })
    .catch((error: unknown) => {
      report.check(`${client.name} ran to its end`, false, String(error));
      return '';
    });
  listener?.close();
  for (const [line] of output.matchAll(/\{"flow":.*\}/g)) {
    const { flow, ok, detail } = lineSchema.parse(JSON.parse(line));
    flows.set(flow, ok);
    report.check(flow, ok, detail);
  }
  if (flows.size === 0) report.check(`${client.name} ran a flow`, false);
  return flows;
}

function printTable({ report }: ProofRun, table: Map<string, Map<string, boolean>>): void {
  report.part('Client x flow');
  const width = Math.max(...[...table.keys()].map(({ length }) => length));
  const row = (name: string, cells: readonly string[]) =>
    report.note(`${name.padEnd(width)}  ${cells.join('  ')}`);
  row('', FLOWS);
  for (const [name, flows] of table) {
    const cells = FLOWS.map((flow) => {
      const ok = flows.get(flow);
      return (ok === undefined ? '-' : ok ? 'ok' : 'FAIL').padEnd(flow.length);
    });
    row(name, cells);
  }
}
