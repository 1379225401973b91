import { createHash } from 'node:crypto';
import { appendAuditEvent } from '@/lib/audit/audit-event.repository';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';

const DAY_MS = 86_400_000;
const IPV6 = '2001:0db8:85a3:08d3:1319:8a2e:0370:7344';

/** A word as long as its field takes, without a place to break. */
const NAME = 'W'.repeat(80);
const PERSON = 'M'.repeat(120);
const PATH = `/api/v1/${'p'.repeat(500)}`;
const URL = `https://${'h'.repeat(60)}.example/${'u'.repeat(900)}`;

export type LongContents = {
  workspace: string;
  /** Pages of single objects. */
  paths: string[];
  remove: () => Promise<void>;
};

type Place = { workspaceId: string; mode: 'test' };

/** A workspace of a demo person in which each name, id, path and address is as long as it may be. */
export async function createLongContents(email: string): Promise<LongContents> {
  await removeLeftovers();
  const owner = await db().user.findFirstOrThrow({ where: { email } });
  const workspaceId = newId();
  const place: Place = { workspaceId, mode: 'test' };
  const member = await db().user.create({
    data: { id: newId(), name: PERSON, email: `${'e'.repeat(64)}@${'d'.repeat(63)}.example` },
  });
  await db().workspace.create({ data: { id: workspaceId, name: NAME } });
  await db().membership.createMany({
    data: [
      { workspaceId, userId: owner.id, role: 'owner' },
      { workspaceId, userId: member.id, role: 'member' },
    ],
  });
  const paths = [
    `/settings/api-keys/${await createKey(place, member.id)}`,
    `/developers/request-logs/${toPublicId('log', await createRequests(place))}`,
    `/settings/webhooks/${toPublicId('whe', await createWebhook(place))}`,
  ];
  await createUsage(place);
  await createAppAndAudit(place, owner.id);
  return { workspace: NAME, paths, remove: () => remove(workspaceId, member.id) };
}

async function createKey(place: Place, userId: string): Promise<string> {
  const id = 'LongLong';
  await db().apiKey.create({
    data: {
      ...place,
      id,
      userId,
      name: NAME,
      scopes: ['events:read'],
      digest: createHash('sha256').update(id).digest(),
      pepperVersion: 1,
      allowedCidrs: Array.from({ length: 20 }, () => `${IPV6}/128`),
      expiresAt: new Date(Date.now() + DAY_MS),
      lastUsedAt: new Date(),
      lastUsedAddress: IPV6,
      lastUsedUserAgent: 'a'.repeat(256),
    },
  });
  return id;
}

/** The first is of the long key, the second of a credential that is no key any more. */
async function createRequests(place: Place): Promise<string> {
  const ids = [newId(), newId()] as const;
  await db().requestLog.createMany({
    data: ids.map((id, index) => ({
      ...place,
      id,
      credentialId: index === 0 ? 'LongLong' : 'c'.repeat(64),
      method: 'DELETE',
      path: PATH,
      scope: 'webhooks:write',
      status: 415,
      durationMs: 123_456.7,
      address: IPV6,
      userAgent: 'a'.repeat(256),
      problem: 'unsupported-media-type',
      requestId: `req_${'r'.repeat(200)}`,
      time: new Date(),
    })),
  });
  return ids[0];
}

async function createWebhook(place: Place): Promise<string> {
  const id = newId();
  await db().webhookEndpoint.create({
    data: { ...place, id, url: URL, description: 'd'.repeat(200), events: ['*'], secret: '' },
  });
  const delivery = { ...place, id: newId(), endpointId: id, messageId: newId() };
  await db().webhookDelivery.create({
    data: { ...delivery, type: 't'.repeat(120), payload: 'p'.repeat(2_000), status: 'failed' },
  });
  const attempt = { id: newId(), deliveryId: delivery.id, startedAt: new Date(), durationMs: 1 };
  await db().webhookAttempt.create({
    data: { ...attempt, outcome: 'refused', detail: 'd'.repeat(300), response: 'r'.repeat(900) },
  });
  return id;
}

async function createUsage(place: Place): Promise<void> {
  const meter = { id: newId(), key: 'k'.repeat(64), name: NAME, aggregation: 'sum' as const };
  await db().meter.create({ data: { ...place, ...meter } });
  await db().usageEvent.create({
    data: {
      ...place,
      id: newId(),
      meterId: meter.id,
      clientId: 'i'.repeat(255),
      quantity: '999999999999999.999999999',
      time: new Date(),
      customer: 'c'.repeat(255),
      properties: { ['n'.repeat(64)]: 'v'.repeat(500) },
    },
  });
}

async function createAppAndAudit(place: Place, userId: string): Promise<void> {
  const { workspaceId } = place;
  const app = { id: newId(), name: 'A'.repeat(60), redirectUris: [URL], public: false };
  const scopes = ['events:write', 'events:read', 'usage:read', 'meters:read', 'meters:write'];
  await db().oAuthApp.create({ data: { ...app, workspaceId, userId, scopes } });
  await db().oAuthGrant.create({
    data: {
      id: newId(),
      appId: app.id,
      userId,
      ...place,
      scopes,
      expiresAt: new Date(Date.now() + DAY_MS),
    },
  });
  await db().$transaction((transaction) =>
    appendAuditEvent(transaction, {
      workspaceId,
      actor: 'm'.repeat(120),
      action: `${'r'.repeat(60)}.done`,
      object: 'o'.repeat(120),
      detail: { name: NAME, url: URL },
    }),
  );
}

/** What a run that was killed left behind. */
async function removeLeftovers(): Promise<void> {
  const member = await db().user.findFirst({
    where: { name: PERSON },
    include: { memberships: true },
  });
  if (member) await remove(member.memberships[0]?.workspaceId ?? member.id, member.id);
}

async function remove(workspaceId: string, member: string): Promise<void> {
  const where = { where: { workspaceId } };
  await db().usageEvent.deleteMany(where);
  await db().usageDelta.deleteMany(where);
  await db().usageHour.deleteMany(where);
  await db().usageMonth.deleteMany(where);
  await db().requestLog.deleteMany(where);
  await db().webhookEndpoint.deleteMany(where);
  await db().auditEvent.deleteMany(where);
  await db().workspace.deleteMany({ where: { id: workspaceId } });
  await db().user.delete({ where: { id: member } });
}
