import process from 'node:process';
import { BenchSystem } from './support/bench-system';
import { startBenchProcess } from './support/bench-process';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf, type Slices } from './support/compare';
import { answerEnv, takeAnswer } from './support/constant-answer';
import { HttpLoad } from './support/http-load';
import { buildPeerApp } from './support/peer-app';
import { publish, round, toFigure } from './support/publish';

/**
 * `GET /me` with a remembered key at the front door, against bare node:http that answers the same
 * bytes, and then against a bare Next.js route in the same process as the front door, in turn with it.
 * The control is node:http against another node:http.
 *
 * `--without-next` leaves the route out, and with it a build.
 *
 *   npm run bench -- front-door [--without-next] [--save]
 */
const REQUESTS = { cheap: 1_000, next: 80 };
const PATH = '/api/v1/me';
const NODE_HTTP = 'bench/support/node-http-host.ts';
const BESIDE = 'front door, in turn with Next.js';
const NEXT = 'bare Next.js route';
type Port = { port: number };

const withNext = !process.argv.includes('--without-next');
const peerApp = withNext ? buildPeerApp() : '';
const system = await BenchSystem.start(['web']);
const { key } = await createBenchTenant([]);
await (await import('@/lib/db')).closeDatabase();
const headers = { 'x-api-key': key };
const url = `http://127.0.0.1:${process.env.PORT}`;
const answer = answerEnv(await takeAnswer(`${url}${PATH}`, headers));
await system.shutDown('web');
const host = await startBenchProcess<Port>('bench/support/peer-host.ts', {
  ...answer,
  BENCH_PEER_APP: peerApp,
});
const bare = await startBenchProcess<Port>(NODE_HTTP, answer);
const again = await startBenchProcess<Port>(NODE_HTTP, answer);
try {
  const load = (origin: string, path = PATH) => new HttpLoad(origin, () => ({ path, headers }));
  const local = ({ message }: { message: Port }) => `http://127.0.0.1:${message.port}`;
  const door = { name: 'front door', pid: host.pid, requests: REQUESTS.cheap };
  const alone = await compareInSlices([
    { ...door, load: load(url) },
    { ...door, name: 'node:http', pid: bare.pid, load: load(local(bare)) },
    { ...door, name: 'node:http again', pid: again.pid, load: load(local(again)) },
  ]);
  // Apart from those: what Next.js leaves behind is collected while the next one answers.
  const besideNext: Slices = withNext
    ? await compareInSlices([
        { ...door, name: BESIDE, load: load(url) },
        { name: NEXT, pid: host.pid, load: load(local(host), '/bare'), requests: REQUESTS.next },
      ])
    : new Map();
  const againstNext = () => [
    toFigure(
      'rate of GET /me, of a bare Next.js route in the same process',
      'x',
      ratioOf(besideNext, BESIDE, NEXT, 'perSecond'),
      { at: 'least', value: 10 },
    ),
    toFigure('CPU of a bare Next.js route, of GET /me', 'x', ratioOf(besideNext, NEXT, BESIDE)),
  ];
  publish({
    name: 'front-door',
    title: 'An authenticated call at the front door',
    figures: [
      toFigure('CPU of GET /me, of node:http', 'x', ratioOf(alone, 'front door', 'node:http'), {
        at: 'most',
        value: 1.6,
      }),
      ...(withNext ? againstNext() : []),
    ],
    control: toFigure(
      'CPU of node:http, of another node:http',
      'x',
      ratioOf(alone, 'node:http again', 'node:http'),
    ),
    chart: {
      title: 'CPU per request',
      unit: 'µs',
      bars: [alone, besideNext].flatMap((slices) =>
        [...slices.keys()].map((label) => ({
          label,
          value: round(figureOf(slices, label, 'cpuMicroseconds').median),
        })),
      ),
    },
  });
} finally {
  await Promise.all([host.stop(), bare.stop(), again.stop()]);
  await system.stop();
}
