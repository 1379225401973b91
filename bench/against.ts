import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startBenchProcess } from './support/bench-process';
import { serveVersionsBefore } from './support/bench-history.repository';
import { BenchSystem, freePort } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf, type Slices } from './support/compare';
import { type HttpCall, HttpLoad } from './support/http-load';
import { type Figure, publish, toFigure } from './support/publish';

/**
 * Other revisions against this tree, side by side in one run: CPU of the web process per call, and
 * how many calls a second it answers. This tree runs twice; that second ratio is the control. Reads
 * are also divided by bare node:http with one prepared statement by bare `pg`.
 *
 *   npm run bench -- against <git revision> [<git revision> …] [--only <part of a name>] [--save]
 *
 * All of them share one database, migrated by this tree, so a revision has to work on its schema.
 */
const GENERATED = ['prisma/generated', 'services/billing/prisma/generated'];
const ENTRY = 'bench/support/api-host.ts';
const HERE = 'this tree';
const CONTROL = 'this tree again';
const BARE = 'node:http and pg';
const DAYS = 30;
const DAY_MS = 86_400_000;

const { values: options, positionals: revisions } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, save: { type: 'boolean' } },
});
if (revisions.length === 0) throw new Error('npm run bench -- against <git revision>');

const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-against-'));
const system = await BenchSystem.start(['workload-ca', 'billing']);
const { key, principal } = await createBenchTenant([{ key: 'clicks', aggregation: 'sum' }]);
await recordMonth();
await serveVersionsBefore();
await (await import('@/lib/db')).closeDatabase();
const headers = { 'x-api-key': key };
let sent = 0;

type Measured = { call: () => HttpCall; expected?: number; requests: number; callers?: number };

const read = (path: string): Measured => ({
  call: () => ({ path: `/api/v1${path}`, headers }),
  requests: 300,
});

const CALLS: Record<string, Measured> = {
  'GET /me': { ...read('/me'), requests: 1_000 },
  'GET /meters': read('/meters'),
  'GET /events?limit=20': read('/events?limit=20'),
  'GET /usage by day': read(`/usage?meter=clicks&granularity=day&${lastMonth()}`),
  'GET /invoices': { ...read('/invoices'), requests: 100 },
  'POST /events, 1 caller': { call: recordEvent, expected: 201, requests: 100, callers: 1 },
  'POST /events, 64 callers': { call: recordEvent, expected: 201, requests: 640, callers: 64 },
};
/** The path of the same rows at the bare host. */
const BARE_PATHS: Record<string, string> = {
  'GET /meters': '/meters',
  'GET /events?limit=20': '/events',
};

function lastMonth(): string {
  const now = Date.now();
  const from = new Date(now - DAYS * DAY_MS).toISOString();
  return new URLSearchParams({ from, to: new Date(now).toISOString() }).toString();
}

/** Twenty events on each of the last days. */
async function recordMonth(): Promise<void> {
  const { recordEvents } = await import('@/lib/usage/record-events');
  for (let day = 0; day < DAYS; day += 1) {
    const time = new Date(Date.now() - day * DAY_MS);
    const events = Array.from({ length: 20 }, (_, index) => ({
      id: `${day}-${index}`,
      meter: 'clicks',
      quantity: index,
      customer: `customer ${index}`,
      time,
    }));
    await recordEvents(principal, events);
  }
}

function recordEvent(): HttpCall {
  sent += 1;
  const body = JSON.stringify({ events: [{ id: `e${sent}`, meter: 'clicks', quantity: 1 }] });
  const type = { 'content-type': 'application/json' };
  return { method: 'POST', path: '/api/v1/events', headers: { ...headers, ...type }, body };
}

/** Checks a revision out beside this tree, with this tree's packages. */
function checkOut(revision: string): string {
  const tree = path.join(folder, revision.replaceAll('/', '-'));
  run('git', ['worktree', 'add', '--quiet', '--detach', tree, revision]);
  symlinkSync(path.resolve('node_modules'), path.join(tree, 'node_modules'));
  const sameSchema = GENERATED.every((generated) => {
    const schema = path.join(path.dirname(generated), 'schema.prisma');
    return readFileSync(schema, 'utf8') === readFileSync(path.join(tree, schema), 'utf8');
  });
  if (sameSchema)
    for (const part of GENERATED) cpSync(part, path.join(tree, part), { recursive: true });
  else run('npm', ['run', 'generate'], tree);
  return tree;
}

function run(command: string, args: string[], cwd = process.cwd()): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

async function startTree(name: string, cwd: string) {
  const port = await freePort();
  const web = await startBenchProcess(ENTRY, { PORT: String(port), APP_URL: '' }, cwd);
  return { name, web, origin: `http://127.0.0.1:${port}` };
}

const PROFILE =
  'Where a call of GET /events goes, by a CPU profile: 19% writes to sockets, 10% JSON, 8% garbage collection, 8% what pg does to parse rows and times. No other function has more than 3%: the rest is spread over Node.js, pg, checks and log.';

/** The figures of one call, as ratios over those of this tree. */
function compared(name: string, slices: Slices): Figure[] {
  const own = figureOf(slices, HERE, 'cpuMicroseconds');
  const others = [...slices.keys()].filter((other) => other !== HERE);
  return [
    toFigure(`${name}: CPU of a call in this tree`, 'µs', own),
    ...others.flatMap((other) => [
      toFigure(
        `${name}: CPU of this tree, of ${other}`,
        'x',
        ratioOf(slices, HERE, other),
        goalOf(name, other),
      ),
      toFigure(
        `${name}: rate of this tree, of ${other}`,
        'x',
        ratioOf(slices, HERE, other, 'perSecond'),
      ),
    ]),
  ];
}

/** The ordinary reads have goals; `GET /me` reads nothing. */
function goalOf(name: string, other: string): Figure['goal'] {
  if (!name.startsWith('GET') || name === 'GET /me' || other === CONTROL) return undefined;
  return { at: 'most', value: other === BARE ? 1.6 : 0.3 };
}

try {
  const here = process.cwd();
  const trees = [await startTree(HERE, here), await startTree(CONTROL, here)];
  for (const name of revisions) trees.push(await startTree(name, checkOut(name)));
  const bare = await startBenchProcess<{ port: number }>(
    'bench/support/node-pg-host.ts',
    {},
    here,
    [principal.workspaceId],
  );
  const figures: Figure[] = [];
  for (const [name, measured] of Object.entries(CALLS)) {
    if (!name.includes(options.only)) continue;
    const { call, requests, ...how } = measured;
    const path = BARE_PATHS[name];
    const local = `http://127.0.0.1:${bare.message.port}`;
    const slices = await compareInSlices([
      ...trees.map(({ name: tree, web, origin }) => {
        return { name: tree, pid: web.pid, requests, load: new HttpLoad(origin, call, how) };
      }),
      ...(path
        ? [{ name: BARE, pid: bare.pid, requests, load: new HttpLoad(local, () => ({ path })) }]
        : []),
    ]);
    figures.push(...compared(name, slices));
  }
  await bare.stop();
  for (const { web } of trees) await web.stop();
  publish({
    name: 'against',
    title: `This tree against ${revisions.join(', ')}`,
    figures,
    remarks: [PROFILE],
  });
} finally {
  await system.stop();
  for (const name of revisions) {
    const tree = path.join(folder, name.replaceAll('/', '-'));
    if (existsSync(tree)) run('git', ['worktree', 'remove', '--force', tree]);
  }
  rmSync(folder, { recursive: true, force: true });
}
