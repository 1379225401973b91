import type { IncomingMessage, ServerResponse } from 'node:http';
import process from 'node:process';
import next from 'next';
import type { Logger } from 'pino';
import { requireDirectSessions, requireUsableSessions } from '@/lib/database-session.repository';
import { getPeppers } from '@/lib/auth/api-key/pepper';
import { checkIssuer, IssuerFault } from '@/lib/auth/oauth/sign-in/discover-issuer';
import { databaseQueueLength } from '@/lib/database-load.repository';
import { type Env, EnvError } from '@/lib/env';
import { requireRedis } from '@/lib/redis';
import { serveOperations } from '@/lib/serve-operations';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from './concurrency';
import { startBackground, stopBackground } from './background';
import { createFrontDoor } from './create-front-door';
import { observeAnswer } from './observe-answer';
import { type PagesBuild, reportPagesReady, sendBuildingPage } from './pages/pages-build';
import { createReadiness, type Readiness } from './readiness';
import { createWebServers, type WebServers } from './web-servers';
import { askOwnApi, warmUp } from './warm-up';
import { addWebMetrics } from './web-metrics';

type Options = {
  dev: boolean;
  /** Tests of the API alone start without Next.js. */
  pages?: boolean;
  /** Tests that measure nothing leave it out; so does development, where a start is to be quick. */
  warm?: boolean;
  /** The pages answer once this build is done; the API does not wait for it. */
  build?: PagesBuild | undefined;
};

/**
 * Starts the front door and, behind it, Next.js.
 * Resolves when it is ready: warmed up, so that its first callers wait no longer than later ones.
 * @returns the function that stops it: it says that it is not ready and goes on answering for
 * DRAIN_SECONDS, then takes no new connections, finishes what is in flight, and writes what waits to
 * be written.
 * @throws {EnvError} when the port is taken, a secret is missing, or the database or Redis cannot be used.
 */
export async function startWeb(
  env: Env,
  log: Logger,
  { dev, pages = true, warm = !dev, build }: Options,
): Promise<() => Promise<void>> {
  getPeppers();
  await checkDatabase(env, log);
  await requireRedis();
  await checkSignIn(env, log);
  const servers = await createWebServers(env, log);
  const readiness = createReadiness();
  readiness.setPhase('starting');
  const limiter = createConcurrencyLimiter(databaseQueueLength);
  const site = pages ? createPages(env, servers.main, dev, build) : undefined;
  if (!build) await site?.prepare();
  const door = createFrontDoor(env, log, {
    pages: site?.handle,
    dev,
    readiness,
    limiter,
    observe: env.METRICS_PORT === undefined ? undefined : observeAnswer,
  });
  await servers.listen(door);
  const closeOperations = await openOperations(env, limiter, readiness);
  startBackground(log);
  log.info({ url: env.APP_URL, dev }, 'listening');
  const becomeReady = async () => {
    if (warm) await warmUp(log, () => askOwnApi(env.PORT));
    readiness.setPhase('serving');
  };
  if (build) void whenBuilt(log, build, () => site?.prepare().then(becomeReady));
  else await becomeReady();
  return async () => {
    readiness.setPhase('stopping');
    await servers.drain(env.DRAIN_SECONDS);
    await servers.close();
    await closeOperations();
    await site?.close();
    await stopBackground();
  };
}

/** Next.js, and what is shown until it can be loaded. */
function createPages(
  env: Env,
  server: WebServers['main'],
  dev: boolean,
  build: PagesBuild | undefined,
) {
  let app: ReturnType<typeof next> | undefined;
  let answer: ReturnType<ReturnType<typeof next>['getRequestHandler']> | undefined;
  return {
    async prepare(): Promise<void> {
      app = next({ dev, hostname: 'localhost', port: env.PORT, httpServer: server });
      await app.prepare();
      answer = app.getRequestHandler();
    },
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (answer) return answer(request, response);
      sendBuildingPage(response, build?.progress ?? 'Begun', env.APP_URL);
    },
    close: async () => app?.close(),
  };
}

/** A build that cannot be loaded ends the process, as it would without one to wait for. */
async function whenBuilt(
  log: Logger,
  build: PagesBuild,
  prepare: () => Promise<void> | undefined,
): Promise<void> {
  await build.done;
  try {
    await prepare();
    reportPagesReady();
  } catch (error) {
    log.fatal({ err: error }, 'the pages cannot be loaded');
    process.exit(1);
  }
}

async function checkDatabase(env: Env, log: Logger): Promise<void> {
  if (env.READ_DATABASE_URL) await checkReplica(env.READ_DATABASE_URL, log);
  const sessions = await requireUsableSessions('DATABASE_URL', env.DATABASE_URL);
  if (env.DIRECT_DATABASE_URL) await requireDirectSessions(env.DIRECT_DATABASE_URL);
  else if (sessions?.pooledByTransaction) {
    log.warn(
      'DATABASE_URL leads through a transaction pooler: API keys are looked up at each call. Set DIRECT_DATABASE_URL to an address that bypasses it, and they are cached.',
    );
  }
}

async function checkReplica(url: string, log: Logger): Promise<void> {
  const sessions = await requireUsableSessions('READ_DATABASE_URL', url);
  if (sessions && !sessions.readOnly) {
    throw new EnvError(
      'READ_DATABASE_URL does not lead to a standby: it takes writes. Give the address of a streaming replica, or leave it out.',
    );
  }
  if (!sessions) log.warn('READ_DATABASE_URL does not answer; the primary is read until it does.');
}

async function openOperations(env: Env, limiter: ConcurrencyLimiter, readiness: Readiness) {
  if (env.METRICS_PORT === undefined) return async () => {};
  addWebMetrics(limiter);
  const { METRICS_PORT: port, METRICS_HOST: host } = env;
  return serveOperations({ port, host, readiness: () => readiness.check() });
}

/** A wrong issuer stops the start. One that does not answer now may answer at the next sign-in. */
async function checkSignIn({ AUTH_OIDC_ISSUER: issuer }: Env, log: Logger): Promise<void> {
  if (!issuer) return;
  try {
    await checkIssuer(issuer);
  } catch (error) {
    if (error instanceof IssuerFault) throw new EnvError(`AUTH_OIDC_ISSUER: ${error.message}`);
    log.warn(
      { issuer },
      'The provider of AUTH_OIDC_ISSUER does not answer; nobody can sign in there.',
    );
  }
}
