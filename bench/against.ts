import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { startBenchProcess } from './support/bench-process';
import { BenchSystem, freePort } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf } from './support/compare';
import { type HttpCall, HttpLoad } from './support/http-load';

/**
 * CPU per call of other revisions, divided by that of this tree: three ordinary calls, side by side in
 * one run. This tree is measured twice; that second ratio is the control.
 *
 *   npm run bench -- against <git revision> [<git revision> …]
 *
 * All of them share one database, migrated by this tree, so a revision has to work on its schema.
 */
const GENERATED = ['prisma/generated', 'services/billing/prisma/generated'];
const ENTRY = 'bench/support/api-host.ts';
const CONTROL = 'this tree again';

const revisions = process.argv.slice(2);
if (revisions.length === 0) throw new Error('npm run bench -- against <git revision>');

const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-against-'));
const system = await BenchSystem.start([]);
const { key } = await createBenchTenant([{ key: 'clicks', aggregation: 'sum' }]);
await (await import('@/lib/db')).closeDatabase();
const headers = { 'x-api-key': key };
let sent = 0;

const CALLS: Record<string, { call: () => HttpCall; expected: number; requests: number }> = {
  'GET /me': { call: () => ({ path: '/api/v1/me', headers }), expected: 200, requests: 1_000 },
  'GET /meters': {
    call: () => ({ path: '/api/v1/meters', headers }),
    expected: 200,
    requests: 300,
  },
  'POST /events': { call: recordEvent, expected: 201, requests: 300 },
};

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

try {
  const here = process.cwd();
  const trees = [await startTree('this tree', here), await startTree(CONTROL, here)];
  for (const name of revisions) trees.push(await startTree(name, checkOut(name)));
  for (const [name, { call, expected, requests }] of Object.entries(CALLS)) {
    const slices = await compareInSlices(
      trees.map(({ name, web, origin }) => {
        return { name, pid: web.pid, requests, load: new HttpLoad(origin, call, { expected }) };
      }),
    );
    const own = figureOf(slices, 'this tree', 'cpuMicroseconds').median;
    console.log(`${name}: ${own.toFixed(1)} µs of CPU per call in this tree`);
    for (const other of [CONTROL, ...revisions]) {
      const { median, low, high } = ratioOf(slices, other, 'this tree');
      const quarters = `${low.toFixed(3)} to ${high.toFixed(3)}`;
      console.log(`  ${other.padEnd(20)} ${median.toFixed(3)} x (${quarters})`);
    }
  }
  for (const { web } of trees) await web.stop();
} finally {
  await system.stop();
  for (const name of revisions) {
    const tree = path.join(folder, name.replaceAll('/', '-'));
    if (existsSync(tree)) run('git', ['worktree', 'remove', '--force', tree]);
  }
  rmSync(folder, { recursive: true, force: true });
}
