import type pg from 'pg';
import { dbPool } from '@/lib/db';

/**
 * The queue between the outbox and the network. Everything is decided in the database, so several
 * workers share it and any of them may die at any line.
 */

/** A worker that claimed a delivery has it this long. Longer than the longest attempt. */
const LEASE_SECONDS = 60;

/** How many messages one endpoint gets at the same time, from all workers together. */
export const MAX_IN_FLIGHT_PER_ENDPOINT = 4;

const MAX_FAN_OUT = 200;
const MAX_ENDPOINTS_PER_CLAIM = 32;

/** A delivery that this worker holds until `leasedUntil`. */
export type ClaimedDelivery = {
  id: string;
  endpointId: string;
  messageId: string;
  payload: string;
  failures: number;
  leasedUntil: Date;
  url: string;
  secret: string;
  previousSecret: string | null;
  previousSecretExpiresAt: Date | null;
};

const PROBE = `
  select exists (select from webhook_outbox) as outbox,
         exists (select from webhook_delivery where next_attempt_at <= now()) as due`;

/** What is to be done now: two index look-ups and no lock, cheap enough to ask twice a second. */
export async function probeQueue(): Promise<{ outbox: boolean; due: boolean }> {
  const { rows } = await dbPool().query({ name: 'webhook-probe', text: PROBE });
  return rows[0];
}

const FAN_OUT = `
  with taken as (
    delete from webhook_outbox where id in (
      select id from webhook_outbox order by id limit ${MAX_FAN_OUT} for update skip locked)
    returning id, workspace_id, mode, type, payload)
  insert into webhook_delivery
    (id, endpoint_id, workspace_id, mode, message_id, type, payload, next_attempt_at)
  select gen_random_uuid(), e.id, t.workspace_id, t.mode, t.id, t.type, t.payload, now()
  from taken t
  join webhook_endpoint e on e.workspace_id = t.workspace_id and e.mode = t.mode
   and e.disabled_at is null and t.type = any (e.events)`;

/**
 * Hands events from the outbox to the endpoints that want them, in one statement: the row leaves
 * with the deliveries that it becomes, and rows that another worker holds are skipped. Each event is
 * handed out exactly once, no matter which worker crashes. One that was just removed still gets them, unsent:
 * brought back, it has missed nothing.
 */
export async function fanOutEvents(): Promise<void> {
  await dbPool().query({ name: 'webhook-fan-out', text: FAN_OUT });
}

const LOCK_ENDPOINTS = `
  select e.id from webhook_endpoint e
  where e.disabled_at is null and e.removed_at is null and exists (
    select from webhook_delivery d where d.endpoint_id = e.id and d.next_attempt_at <= now())
  order by random() limit ${MAX_ENDPOINTS_PER_CLAIM} for no key update skip locked`;

const CLAIM = `
  with picked as (
    select p.id from unnest($1::uuid[]) as e (id)
    cross join lateral (
      select d.id from webhook_delivery d
      where d.endpoint_id = e.id and d.next_attempt_at <= now()
      order by d.next_attempt_at
      limit greatest(0, ${MAX_IN_FLIGHT_PER_ENDPOINT} - (
        select count(*) from webhook_delivery f
        where f.endpoint_id = e.id and f.next_attempt_at > now() and f.leased_until > now()))
      for update skip locked) p
    limit $2)
  update webhook_delivery d
  set leased_until = now() + interval '${LEASE_SECONDS} seconds',
      next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
  from picked, webhook_endpoint e
  where d.id = picked.id and e.id = d.endpoint_id
  returning d.id, d.endpoint_id as "endpointId", d.message_id as "messageId", d.payload, d.failures,
    d.leased_until as "leasedUntil", e.url, e.secret, e.previous_secret as "previousSecret",
    e.previous_secret_expires_at as "previousSecretExpiresAt"`;

/**
 * Takes up to `limit` due deliveries. The endpoint's row is locked first, in a statement of its own:
 * the second statement then counts what is in flight as it is, not as it was, and the bound per
 * endpoint holds across workers.
 */
export async function claimDeliveries(limit: number): Promise<ClaimedDelivery[]> {
  return await inTransaction(async (client) => {
    const locked = await client.query({ name: 'webhook-lock', text: LOCK_ENDPOINTS });
    if (locked.rows.length === 0) return [];
    const ids = locked.rows.map((row) => row.id);
    const claimed = await client.query<ClaimedDelivery>({
      name: 'webhook-claim',
      text: CLAIM,
      values: [ids, limit],
    });
    return claimed.rows;
  });
}

/** Gives a delivery back untried, for the next worker. */
export async function releaseDelivery(delivery: ClaimedDelivery): Promise<void> {
  await dbPool().query({
    name: 'webhook-release',
    text: `update webhook_delivery set leased_until = null, next_attempt_at = now()
           where id = $1 and leased_until = $2`,
    values: [delivery.id, delivery.leasedUntil],
  });
}

async function inTransaction<T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await dbPool().connect();
  try {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The connection may be what failed: it is not used again.
    client.release(true);
    throw error;
  }
}
