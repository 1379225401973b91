import type { ConnectionView } from '@/lib/auth/mtls/client/describe-connection';
import { developmentOrigin, hasStandIn, signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { describeBillingConnection, readBillingClockAhead } from '@/lib/billing/billing-connection';
import { checkBillingHealth } from '@/lib/billing/client';
import { describeClockSkew } from '@/lib/clock-skew';
import { checkDatabaseHealth, type DatabaseHealth } from '@/lib/database-health.repository';
import { getEnv } from '@/lib/env';
import { checkRedisHealth } from '@/lib/redis';
import { readUsageBacklog, type UsageBacklog } from '@/lib/usage/usage-outbox.repository';

/** How one part of the system is, in a word and a remark. */
type PartStatus = { name: string; serves: boolean; remark: string };

export type SystemStatus = { parts: PartStatus[]; connection: ConnectionView | null };

const TIMEOUT_MS = 2_000;
const USUAL_DELAY_MS = 30_000;

/** Asks every part of the system, all at the same time. A part that does not answer hides no other. */
export async function readSystemStatus(): Promise<SystemStatus> {
  const standIns = signInProviders().flatMap(({ id, name, real }) =>
    !real && hasStandIn(id) ? [{ id, name }] : [],
  );
  const [database, redis, backlog, billing, ...providers] = await Promise.all([
    checkDatabaseHealth().catch(() => null),
    readRedis(),
    readUsageBacklog().catch(() => null),
    readBilling(),
    ...standIns.map(async ({ id, name }) => ({
      name: `${name} stand-in`,
      serves: await answers(developmentOrigin(id)),
      remark: 'development only',
    })),
  ]);
  return {
    connection: billing.connection,
    parts: [
      { name: 'web', serves: true, remark: ['answered this page', ...skew(database)].join('; ') },
      {
        name: 'database',
        serves: database !== null && !database.readOnly,
        remark: database ? describeDatabase(database) : 'no answer',
      },
      ...redis,
      {
        name: 'billing',
        serves: billing.serves,
        remark: [
          billing.remark,
          ...skew(database, billing.aheadMs),
          ...(backlog ? describeBacklog(backlog) : []),
        ].join('; '),
      },
      ...providers,
    ],
  };
}

/** Nothing where this system counts in memory. */
async function readRedis(): Promise<PartStatus[]> {
  if (!getEnv().REDIS_URL) return [];
  const start = performance.now();
  const serves = await checkRedisHealth().then(
    () => true,
    () => false,
  );
  const remark = serves ? `${(performance.now() - start).toFixed(1)} ms` : 'takes no writes';
  return [{ name: 'Redis', serves, remark }];
}

/** With a mesh the handshake is made out of our sight; then billing is asked. */
async function readBilling() {
  try {
    const connection = await describeBillingConnection();
    if (connection) {
      const aheadMs = await readBillingClockAhead().catch(() => undefined);
      return { connection, serves: true, remark: `over ${connection.protocol}, mutual`, aheadMs };
    }
    await checkBillingHealth();
    const aheadMs = await readBillingClockAhead();
    return { connection, serves: true, remark: 'through the mesh', aheadMs };
  } catch {
    return { connection: null, serves: false, remark: 'no handshake' };
  }
}

function describeDatabase({ version, milliseconds, readOnly }: DatabaseHealth): string {
  const remark = `PostgreSQL ${version}, ${milliseconds.toFixed(1)} ms`;
  return readOnly ? `${remark}; read-only: it is a standby, or was demoted` : remark;
}

/** @param aheadOfWebMs how far the clock of another process is ahead of this one's. */
function skew(database: DatabaseHealth | null, aheadOfWebMs: number | undefined = 0): string[] {
  if (!database) return [];
  const sentence = describeClockSkew(database.clockAheadMs + aheadOfWebMs);
  return sentence ? [sentence] : [];
}

/** Usage reaches billing within seconds. What waits for longer waits for billing. */
export function describeBacklog(
  { unsent, waitingSince }: UsageBacklog,
  now = new Date(),
): string[] {
  if (!waitingSince || now.getTime() - waitingSince.getTime() < USUAL_DELAY_MS) return [];
  const totals = unsent === 1 ? '1 total of usage waits' : `${unsent} totals of usage wait`;
  return [`${totals} for it since ${waitingSince.toISOString()}; none is lost`];
}

async function answers(url: string): Promise<boolean> {
  try {
    const { status } = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
      cache: 'no-store',
    });
    return status < 500;
  } catch {
    return false;
  }
}
