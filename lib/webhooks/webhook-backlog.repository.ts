import { dbPool } from '@/lib/db';

/** What waits to be sent now: events not handed out, deliveries that are due, and since when. */
export type WebhookBacklog = { due: number; dueSince: Date | null };

const BACKLOG = `
  select (select count(*) from webhook_outbox)::float8
       + (select count(*) from webhook_delivery where next_attempt_at <= now())::float8 as due,
         (select min(next_attempt_at) from webhook_delivery where next_attempt_at <= now())
           as "dueSince"`;

/** How far webhooks are behind. Retries that wait for their time are not behind. */
export async function readWebhookBacklog(): Promise<WebhookBacklog> {
  const { rows } = await dbPool().query<WebhookBacklog>({ name: 'webhook-backlog', text: BACKLOG });
  return rows[0] ?? { due: 0, dueSince: null };
}
