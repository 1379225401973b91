import { databaseFault } from '@/lib/database-fault';
import { checkDatabaseHealth } from '@/lib/database-health.repository';
import {
  examineSessions,
  type SessionReport,
  sessionFault,
} from '@/lib/database-session.repository';
import { type Env, getEnv } from '@/lib/env';
import { checkReplica, MAX_REPLICA_LAG_MS, type ReplicaState } from '@/lib/read-replica.repository';
import { readUsageBacklog } from '@/lib/usage/usage-outbox.repository';
import { readUsagePartitions } from '@/lib/usage/usage-partition.repository';

type Variable = 'DATABASE_URL' | 'BILLING_DATABASE_URL';

/**
 * How the database is for the application: the sessions that it gives, and what of the usage in it
 * billing does not know yet, which grows while billing is down.
 * @throws {Error} one sentence where it cannot be used.
 */
export async function checkDatabase(env: Env): Promise<Record<string, string | number>> {
  const sessions = await requireSessions('DATABASE_URL', env.DATABASE_URL);
  if (env.BILLING_DATABASE_URL !== env.DATABASE_URL) {
    await requireSessions('BILLING_DATABASE_URL', env.BILLING_DATABASE_URL);
  }
  const { version } = await checkDatabaseHealth();
  const replica = await checkReplica();
  const partitions = await readUsagePartitions();
  const { unfolded, unsent, waitingSince } = await readUsageBacklog();
  return {
    version,
    session_time_zone: sessions.timeZone,
    ...describePooler(sessions),
    usage_notes_unfolded: unfolded,
    usage_totals_unsent: unsent,
    ...(replica ? { read_replica: describeReplica(replica) } : {}),
    event_months: partitions.months,
    event_months_until: partitions.until,
    ...(waitingSince ? { usage_waiting_since: waitingSince.toISOString() } : {}),
  };
}

async function requireSessions(variable: Variable, url: string): Promise<SessionReport> {
  let sessions: SessionReport;
  try {
    sessions = await examineSessions(url);
  } catch (error) {
    throw new Error(databaseFault(error, variable, url) ?? explain(error), { cause: error });
  }
  const fault = sessionFault(sessions, variable);
  if (fault) throw new Error(fault);
  if (sessions.readOnly) throw new Error(`${variable} leads to a read-only PostgreSQL.`);
  return sessions;
}

function describeReplica({ lagMs, fault }: ReplicaState): string {
  if (fault !== undefined) return `not used: ${fault}`;
  if (lagMs === undefined) return 'not used: further behind than is known';
  const behind = `${Math.round(lagMs)} ms behind`;
  return lagMs > MAX_REPLICA_LAG_MS ? `not used: ${behind}` : behind;
}

function describePooler({ pooledByTransaction }: SessionReport): Record<string, string> {
  if (!pooledByTransaction) return {};
  const direct = getEnv().DIRECT_DATABASE_URL;
  return {
    pooler: direct
      ? 'transaction; notifications by DIRECT_DATABASE_URL'
      : 'transaction; no DIRECT_DATABASE_URL, so keys are not cached',
  };
}

const explain = (error: unknown) => (error instanceof Error && error.message) || 'no answer';
