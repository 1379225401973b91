import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { freePorts, makeTestEnv, startTestSystem } from '../../testing/test-system';
import { startRobot } from '../oauth-clients/robot';
import type { Proof, ProofRun } from '../run-proof';
import { runConformance } from './conformance';
import { callEveryTool, connectAgent, ProofAgent, refuseOtherTokens } from './sdk-client';

/** Its `node` runs the two that need a newer version than Tollgate does. */
const PACKAGES = {
  '@modelcontextprotocol/conformance': '0.2.0-alpha.12',
  '@modelcontextprotocol/inspector': '2.12.0',
  [`node-${process.platform}-${process.arch}`]: '24.21.0',
};
const SCOPES = ['usage:read', 'meters:read', 'events:read', 'events:write', 'invoices:read'];
const REVISIONS = ['2026-07-28', '2025-11-25'];

const appSchema = z.object({ client_id: z.string() });

/**
 * `POST /mcp` against clients that others wrote: the SDK's, the Inspector's command line and the
 * conformance suite, each with the real consent page in Chromium.
 *
 *   npm run proof -- mcp                          starts a system of its own
 *   npm run proof -- mcp http://localhost:3000    uses the one that runs there
 */
export const proof: Proof = {
  needs: ['Chromium', 'npm, for Node.js 24, the Inspector and the conformance suite'],
  async run(run) {
    const [url] = run.args;
    const node = await install(run);
    const system = url ? undefined : await startTestSystem(await makeTestEnv('proof'));
    const env: NodeJS.ProcessEnv = system?.env ?? { ...process.env, APP_URL: url };
    const appUrl = String(env.APP_URL);
    const robot = await startRobot(appUrl);
    try {
      const [port = 0] = await freePorts(1);
      const redirectUri = `http://127.0.0.1:${port}/callback`;
      const clientId = registerAgent(env);
      const walk = (address: URL) => robotWalk(robot.url, address);
      const agent = new ProofAgent(clientId, redirectUri, walk);
      for (const revision of REVISIONS) {
        run.report.part(`@modelcontextprotocol/client, revision ${revision}`);
        const client = await connectAgent(run, new URL(`${appUrl}/mcp`), agent, port, revision);
        await callEveryTool(run, client);
        await client.close();
      }
      await refuseOtherTokens(run, appUrl, agent);
      await inspect(run, node, appUrl, agent.accessToken());
      const target = { appUrl, clientId, token: agent.accessToken() };
      await runConformance(run, node, target, walk);
    } finally {
      await robot.stop();
      await system?.stop();
    }
  },
};

/** @returns the program `node` that runs what is installed. */
async function install({ cache, programs }: ProofRun): Promise<string> {
  const manifest = { private: true, dependencies: PACKAGES };
  writeFileSync(path.join(cache, 'package.json'), JSON.stringify(manifest));
  await programs.run('npm', ['npm', 'install', '--no-audit', '--no-fund'], { cwd: cache });
  return path.join(cache, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
}

function registerAgent(env: NodeJS.ProcessEnv): string {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'app', 'create', '--json'];
  const options = ['--name', 'Proof agent', '--public', '--scopes', SCOPES.join(',')];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...command, ...options, '--redirect-uri', 'http://127.0.0.1/callback'],
    { env, encoding: 'utf8' },
  );
  if (!stdout) throw new Error(stderr);
  return appSchema.parse(JSON.parse(stdout)).client_id;
}

/** The person who goes through the consent page; gives the address that the browser came back to. */
async function robotWalk(robotUrl: string, address: URL): Promise<URL> {
  const response = await fetch(robotUrl, {
    method: 'POST',
    body: JSON.stringify({ url: address.href }),
  });
  const answer = z
    .object({ url: z.string().optional(), error: z.string().optional() })
    .parse(await response.json());
  if (!answer.url) throw new Error(answer.error ?? 'The browser did not come back.');
  return new URL(answer.url);
}

/** The command line of the official Inspector. */
async function inspect(run: ProofRun, node: string, appUrl: string, token: string): Promise<void> {
  run.report.part('@modelcontextprotocol/inspector --cli');
  const { cache, programs, report } = run;
  const launcher = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js';
  const call = (name: string, ...options: string[]) =>
    programs.run(`inspector-${name}`, [
      node,
      path.join(cache, launcher),
      '--cli',
      `${appUrl}/mcp`,
      '--transport',
      'http',
      '--header',
      `Authorization: Bearer ${token}`,
      ...options,
    ]);
  await report.attempt('lists the tools', async () => {
    const output = await call('list', '--method', 'tools/list');
    return `${output.match(/"name":/g)?.length ?? 0} of them`;
  });
  await report.attempt('reports no problem of a schema', async () => {
    await call('strict', '--method', 'tools/list', '--strict');
  });
  await report.attempt('calls one', async () => {
    const output = await call('call', '--method', 'tools/call', '--tool-name', 'who_am_i');
    if (!output.includes('"mode"')) throw new Error(output.slice(0, 300));
  });
}
