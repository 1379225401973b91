import { BenchSystem } from '../support/bench-system';
import { startBenchProcess } from '../support/bench-process';
import { createBenchTenant } from '../support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf, type Slices } from '../support/compare';
import { type HttpCall, HttpLoad } from '../support/http-load';
import { publish, round, toFigure } from '../support/publish';
import { readNumber } from '../support/read-number';
import { introspect, redeemCode, refresh, TokenStock } from './app-code';
import { createDatabases } from './databases.repository';
import { startHydra } from './hydra';
import { makeOwnTokens } from './own-tokens';

/**
 * Checking, issuing and refreshing tokens: ours, a bare `oidc-provider` and Ory Hydra, each with a
 * database of its own on the same PostgreSQL server. Needs Go for Hydra.
 *
 *   npm run bench -- authorization-server [calls of a slice] [--save]
 */
const requests = readNumber(0, 32);
/** A connection has a rate limit of 600 calls a minute. */
const CHECKS = 40;
/** 40 slices, the warm-up, one call that waits for the server, and some to spare. */
const TOKENS = requests * 56 + 16;

// Each call from an address of its own: an address has a rate limit.
process.env.TRUSTED_PROXIES = '127.0.0.1/32';
let calls = 0;
function fromAnywhere(call: HttpCall): HttpCall {
  calls += 1;
  const address = `198.18.${(calls >> 8) & 255}.${calls & 255}`;
  return { ...call, headers: { ...call.headers, 'x-forwarded-for': address } };
}

const system = await BenchSystem.start(['web']);
const OURS = 'Tollgate';
const BARE = 'bare oidc-provider';
const HYDRA = 'Ory Hydra';

type Server = {
  name: string;
  pid: number;
  origin: string;
  tokenPath: string;
  clientId: string;
  codes: readonly string[];
  refreshTokens: readonly string[];
};

function compareRefreshing(servers: readonly Server[]): Promise<Slices> {
  return compareInSlices(
    servers.map(({ name, pid, origin, tokenPath, clientId, refreshTokens }) => {
      const stock = new TokenStock(refreshTokens);
      const next = () => fromAnywhere(refresh(tokenPath, clientId, stock.take()));
      return { name, pid, requests, load: new HttpLoad(origin, next, { onResponse: stock.keep }) };
    }),
  );
}

function compareIssuing(servers: readonly Server[]): Promise<Slices> {
  return compareInSlices(
    servers.map(({ name, pid, origin, tokenPath, clientId, codes }) => {
      const stock = new TokenStock(codes);
      const next = () => fromAnywhere(redeemCode(tokenPath, clientId, stock.take()));
      return { name, pid, requests, load: new HttpLoad(origin, next) };
    }),
  );
}

const cpuOf = (slices: Slices, name: string, what: string) => {
  const { median, low, high } = figureOf(slices, name, 'cpuMicroseconds');
  const rounded = { value: round(median), low: round(low), high: round(high) };
  return { what: `${what}, ${name}: CPU`, unit: 'µs', ...rounded };
};

try {
  const { principal } = await createBenchTenant([{ key: 'm', aggregation: 'count' }]);
  const own = await makeOwnTokens(principal, TOKENS);
  const [bareUrl, hydraUrl] = await createDatabases(['bare', 'hydra']);
  await (await import('@/lib/db')).closeDatabase();
  const origin = `http://127.0.0.1:${process.env.PORT}`;
  const bare = await startBenchProcess<{ port: number; codes: string[]; refreshTokens: string[] }>(
    'bench/authorization-server/bare-host.ts',
    {},
    process.cwd(),
    [bareUrl ?? '', 'bench', String(TOKENS)],
  );
  const hydra = await startHydra(hydraUrl ?? '', 'bench');
  try {
    const made = { codes: [] as string[], refreshTokens: [] as string[] };
    const stock = new TokenStock([]);
    const redeem = async () => {
      const { path, ...init } = redeemCode('/oauth2/token', 'bench', await hydra.makeCode());
      const response = await fetch(hydra.origin + path, init);
      const text = await response.text();
      stock.keep(text);
      return (JSON.parse(text) as { access_token: string }).access_token;
    };
    while (made.codes.length < TOKENS) made.codes.push(await hydra.makeCode());
    const hydraTokens: string[] = [];
    for (let count = 0; count < 32; count += 1) hydraTokens.push(await redeem());
    for (let count = 0; count < 32; count += 1) made.refreshTokens.push(stock.take());

    const servers: Server[] = [
      { name: OURS, pid: system.pid('web'), origin, tokenPath: '/oauth/token', ...own },
      {
        ...{ name: BARE, pid: bare.pid, origin: `http://127.0.0.1:${bare.message.port}` },
        ...{ tokenPath: '/token', clientId: 'bench', ...bare.message },
      },
      {
        ...{ name: HYDRA, pid: hydra.pid, origin: hydra.origin },
        ...{ tokenPath: '/oauth2/token', clientId: 'bench', ...made },
      },
    ];
    let turn = 0;
    const next = (tokens: readonly string[]) => tokens[(turn += 1) % tokens.length] ?? '';
    const check = () =>
      new HttpLoad(origin, () => ({
        path: '/api/v1/meters',
        headers: { authorization: `Bearer ${next(own.accessTokens)}` },
      }));
    const checking = await compareInSlices([
      { name: OURS, pid: system.pid('web'), requests: CHECKS, load: check() },
      { name: 'again', pid: system.pid('web'), requests: CHECKS, load: check() },
      {
        ...{ name: HYDRA, pid: hydra.pid, requests: CHECKS },
        load: new HttpLoad(hydra.adminOrigin, () =>
          introspect('/admin/oauth2/introspect', next(hydraTokens)),
        ),
      },
    ]);
    const refreshing = await compareRefreshing(servers);
    const issuing = await compareIssuing(servers);
    const most = { at: 'most' as const, value: 1.3 };
    publish({
      name: 'authorization-server',
      title: 'Tokens: checked, issued and refreshed, beside a bare oidc-provider and Ory Hydra',
      figures: [
        toFigure(
          `rate of GET /api/v1/meters with an access token, of ${HYDRA}'s introspection alone`,
          'x',
          ratioOf(checking, OURS, HYDRA, 'perSecond'),
          { at: 'least', value: 3 },
        ),
        toFigure('the same as CPU of the two processes', 'x', ratioOf(checking, OURS, HYDRA)),
        cpuOf(checking, OURS, 'a token checked, the call served'),
        cpuOf(checking, HYDRA, 'a token checked'),
        ...[
          { slices: issuing, what: 'tokens for a code' },
          { slices: refreshing, what: 'a refresh' },
        ].flatMap(({ slices, what }) => [
          ...[OURS, BARE, HYDRA].map((name) => cpuOf(slices, name, what)),
          toFigure(`${what}: CPU of ours, of a ${BARE}`, 'x', ratioOf(slices, OURS, BARE), most),
        ]),
      ],
      control: toFigure(
        'a token checked at ours, of itself',
        'x',
        ratioOf(checking, 'again', OURS),
      ),
      remarks: [
        `${HYDRA} 2.3.0 is built from its Go module and runs with opaque tokens; \`oidc-provider\` is the version that we use, with an adapter that keeps each thing as one row of JSON. Each has a database of its own on one PostgreSQL server.`,
        'Ours reads the app from the database at each call, where the bare server has it in memory; stores digests instead of tokens; keeps the response of each refresh, encrypted, for a client whose connection broke; and limits each address. A refresh takes seven statements to the five of the bare server.',
      ],
    });
  } finally {
    hydra.stop();
    await bare.stop();
  }
} finally {
  await system.stop();
}
