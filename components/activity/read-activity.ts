import { formatTime } from '@/components/ui/local-time';
import { formatQuantity } from '@/components/usage/format-quantity';
import type { Principal } from '@/lib/auth/principal';
import { listRequestLogs } from '@/lib/request-log/list-request-logs';
import { listEvents } from '@/lib/usage/list-events';
import type { Activity } from './activity';

const SHOWN = 6;

/** What just happened in the principal's workspace and mode. */
export async function readActivity(principal: Principal): Promise<Activity> {
  const [events, requests] = await Promise.all([
    listEvents(principal, { limit: 1 }),
    listRequestLogs(principal, { limit: SHOWN }),
  ]);
  const [last] = events.data;
  return {
    lastEvent: last
      ? {
          id: last.id,
          meter: last.meter,
          quantity: formatQuantity(last.quantity),
          time: await formatTime(last.receivedAt, 'second'),
        }
      : null,
    requests: await Promise.all(
      requests.data.map(async ({ id, time, method, path, status, problem, durationMs }) => ({
        id,
        time: await formatTime(time, 'second'),
        method,
        path,
        status,
        problem,
        durationMs,
      })),
    ),
  };
}
