import { z } from 'zod';
import { getClientContext } from './client-context';
import { ProblemError, problem } from './problem';

/** Failures of a connection to something that we depend on. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  // Prisma: cannot reach, timed out, too many connections, closed, no transaction to be had, deadlock
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);

/**
 * PostgreSQL's classes: connection, login, no such database, transaction rolled back (a deadlock),
 * insufficient resources, operator, I/O. And a read-only transaction: the server is a standby, or a
 * primary that has just been demoted. A lock that is not to be had in time.
 */
const SQLSTATE = /^((08|28|3D|40|53|57|58)[0-9A-Z]{3}|25006|55P03)$/;

const CONNECTION_MESSAGE =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Connection ended|not queryable|DatabaseNotReachable|server closed the connection/i;

/**
 * The one error mapper: what a caller is told of any failure. A refusal stays as it is; a dependency
 * that is down is a 503 with a time to try again; the rest is a 500 that says nothing.
 *
 * Attack: an error's text names tables, hosts and secrets. It goes to the log as `cause` alone.
 */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isConnectionFailure(error)) {
    return problem('dependency-unavailable', { cause: error, headers: { 'retry-after': '2' } });
  }
  return problem('internal-error', { cause: error });
}

function isConnectionFailure(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const codes = ['code' in cause ? String(cause.code) : '', driverCode(cause)];
    if (codes.some((code) => CONNECTION_CODES.has(code) || SQLSTATE.test(code))) return true;
    if (CONNECTION_MESSAGE.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isConnectionFailure)) return true;
  }
  return false;
}

const driverFailure = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
});

/** PostgreSQL's own code of a failure that Prisma wrapped, which is no `cause` of Prisma's error. */
function driverCode(error: Error): string {
  const parsed = driverFailure.safeParse(error);
  return parsed.success ? parsed.data.meta.driverAdapterError.cause.originalCode : '';
}

/** Remembers for the request being answered that something it depends on is down, where that is it. */
export function recordFailure(error: unknown): void {
  if (toProblem(error).slug === 'dependency-unavailable') getClientContext().unavailable = true;
}
