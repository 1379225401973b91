import { createServer, request as send, type Server } from 'node:http';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { freePorts } from '../../testing/test-system';
import type { ProofRun } from '../run-proof';

type Target = { appUrl: string; clientId: string; token: string };

const PACKAGE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const REVISIONS = ['2025-11-25', '2026-07-28'];

const checksSchema = z.array(
  z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);

/**
 * Scenarios that do not apply where they fail in this way: they call tools and resources of the
 * suite's own example server, or parts of the protocol that Tollgate does not announce. Every other
 * failure counts.
 */
const NOT_APPLICABLE: { scenario: RegExp; failure: RegExp; reason: string }[] = [
  {
    scenario: /^tasks-/,
    failure: /./,
    reason: 'the extension for tasks is not announced',
  },
  {
    scenario: /^(?:tools-call|input-required|elicitation|json-schema|prompts-get)/,
    failure: /(?:Tool|Prompt) '?\w+'? not found|Expected InputRequiredResult|Prerequisite failed/,
    reason: "calls a tool or prompt of the suite's example server",
  },
  {
    scenario: /^resources-/,
    failure: /Resource not found: test:|Method not found/,
    reason: "reads a resource of the suite's example server, or subscribes to one",
  },
  {
    scenario: /^(?:completion|logging|tools-call-with-logging|input-required-result-non-tool)/,
    failure: /Method not found|Prompt \w+ not found/,
    reason: 'completion and logging are not announced',
  },
  {
    scenario: /^(?:server-stateless|http-custom-header)/,
    failure: /Not testable/,
    reason: "needs a diagnostic tool of the suite's example server",
  },
];

/** Every scenario of the official suite for servers and for authorization servers. */
export async function runConformance(
  run: ProofRun,
  node: string,
  target: Target,
  walk: (address: URL) => Promise<URL>,
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const proxy = await addToken(target, port);
  try {
    for (const revision of REVISIONS) {
      run.report.part(`@modelcontextprotocol/conformance, server, revision ${revision}`);
      await runServer(run, node, `http://localhost:${port}/mcp`, revision);
    }
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
  run.report.part('@modelcontextprotocol/conformance, authorization server');
  await runAuthorizationServer(run, node, target, walk);
}

/** The suite has no place for a token: this adds one to whatever it sends. */
async function addToken({ appUrl, token }: Target, port: number): Promise<Server> {
  const to = new URL(appUrl);
  const server = createServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    const own = (value: string | undefined) => value?.replace(`localhost:${port}`, to.host);
    const shown = { ...headers, host: own(headers.host), origin: own(headers.origin) };
    if (shown.origin === undefined) delete shown.origin;
    const outgoing = send(
      {
        host: to.hostname,
        port: to.port,
        path: url,
        method,
        headers: { ...shown, authorization: `Bearer ${token}` },
      },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    incoming.pipe(outgoing);
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return server;
}

async function runServer(run: ProofRun, node: string, url: string, revision: string) {
  const { cache, folder, programs, report } = run;
  const results = path.join(folder, `conformance-${revision}`);
  const suite = [path.join(cache, PACKAGE), 'server', '--url', url, '--requirements', revision];
  const program = programs.start(`conformance-${revision}`, [node, ...suite, '-o', results]);
  // It ends with 1 where any scenario fails, also one that does not apply.
  await program.ended;
  for (const { scenario, failures } of await readResults(results)) {
    const excuse = (text: string) =>
      NOT_APPLICABLE.find((one) => one.scenario.test(scenario) && one.failure.test(text))?.reason;
    const counted = failures.filter((text) => !excuse(text));
    if (failures.length === 0 || counted.length > 0) {
      report.check(scenario, failures.length === 0, counted.join('; '));
    } else report.note(`-    ${scenario}: ${excuse(failures[0] ?? '')}`);
  }
}

async function readResults(folder: string) {
  const found = await readdir(folder, { recursive: true });
  const files = found.filter((file) => path.basename(file) === 'checks.json');
  return Promise.all(
    files.toSorted().map(async (file) => {
      const checks = checksSchema.parse(
        JSON.parse(await readFile(path.join(folder, file), 'utf8')),
      );
      const failed = checks.filter(({ status }) => status === 'FAILURE');
      const scenario = path.dirname(file).replace(/^server-(.*)-\d{4}-.*$/, '$1');
      return {
        scenario,
        failures: failed.map(({ id, errorMessage }) => `${id}: ${errorMessage ?? ''}`),
      };
    }),
  );
}

async function runAuthorizationServer(
  { cache, programs, report }: ProofRun,
  node: string,
  { appUrl, clientId }: Target,
  walk: (address: URL) => Promise<URL>,
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const program = programs.start('conformance-authorization', [
    node,
    path.join(cache, PACKAGE),
    'authorization',
    '--url',
    `${appUrl}/oauth`,
    '--client-id',
    clientId,
    '--resource',
    `${appUrl}/mcp`,
    '--port',
    String(port),
  ]);
  let walked = false;
  while (!program.hasEnded()) {
    const output = await readFile(program.logFile, 'utf8');
    const [address] = new RegExp(`${appUrl}/oauth/authorize\\S+`).exec(output) ?? [];
    if (address && !walked && output.includes('Callback server started')) {
      walked = true;
      await walk(new URL(address));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const output = await readFile(program.logFile, 'utf8');
  for (const [, mark, scenario, counts] of output.matchAll(/^\s*(✓|✗)\s+(\S+):\s*(.*)$/gm)) {
    report.check(String(scenario), mark === '✓', String(counts));
  }
  report.check('the suite ran to its end', (await program.ended) === 0);
}
