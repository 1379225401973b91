import { describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { scopesOfRole } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { fromPublicId, newId } from '@/lib/public-id';
import { createEndpoint, MAX_ENDPOINTS } from './create-endpoint';
import { deleteEndpoint } from './delete-endpoint';
import { pruneDeliveries } from './delivery.repository';
import { listDeliveries } from './list-deliveries';
import { getEndpoint, listEndpoints } from './find-endpoint';
import { rollWebhookSecret } from './roll-webhook-secret';
import { sendTestEvent } from './resend-delivery';
import { updateEndpoint } from './update-endpoint';

provideTestDatabase();

const someone = (change: Partial<Principal> = {}): Principal => ({
  credential: 'session',
  credentialId: 'test',
  userId: newId(),
  workspaceId: newId(),
  role: 'owner',
  mode: 'test',
  scopes: new Set(ALL_SCOPES),
  expiresAt: null,
  ...change,
});
const INPUT = { url: 'https://example.com/hook', events: ['invoice.paid'] };
const NOT_ALLOWED = { slug: 'url-not-allowed', status: 422 };

describe('webhook endpoints', () => {
  it.each([
    'http://example.com/hook',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://metadata.google.internal/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://[64:ff9b::7f00:1]/',
    'https://user:password@example.com/',
  ])('A53: refuses %s when it is saved and when it is changed', async (url) => {
    const owner = someone();
    const refusal = { ...NOT_ALLOWED, options: { errors: [{ pointer: '/url' }] } };
    await expect(createEndpoint(owner, { ...INPUT, url })).rejects.toMatchObject(refusal);
    const { view } = await createEndpoint(owner, INPUT);
    await expect(updateEndpoint(owner, view.id, { url })).rejects.toMatchObject(refusal);
    expect((await getEndpoint(owner, view.id)).url).toBe(INPUT.url);
  });

  it('shows the secret once and stores it encrypted', async () => {
    const owner = someone();
    const { secret, view } = await createEndpoint(owner, INPUT);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify([view, await listEndpoints(owner, { limit: 10 })])).not.toContain(
      'whsec',
    );
    const rows = await db().webhookEndpoint.findMany({ where: { workspaceId: owner.workspaceId } });
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6, 20));
    const rolled = await rollWebhookSecret(owner, view.id);
    expect(rolled.secret).not.toBe(secret);
    expect(rolled.view.previousSecretExpiresAt).toBeInstanceOf(Date);
  });

  it('writes every act into the audit log, without secrets', async () => {
    const owner = someone();
    const { view } = await createEndpoint(owner, INPUT);
    await updateEndpoint(owner, view.id, { status: 'disabled' });
    await rollWebhookSecret(owner, view.id);
    await deleteEndpoint(owner, view.id);
    const where = { workspaceId: owner.workspaceId };
    const rows = await db().auditEvent.findMany({ where, orderBy: { sequence: 'asc' } });
    expect(rows.map(({ action }) => action)).toEqual([
      'webhook-endpoint.created',
      'webhook-endpoint.changed',
      'webhook-endpoint.secret-rolled',
      'webhook-endpoint.deleted',
    ]);
    expect(JSON.stringify(rows.map(({ detail }) => detail))).not.toContain('whsec');
  });

  it('answers 404 to another workspace and to another mode, whatever it asks', async () => {
    const owner = someone();
    const { view } = await createEndpoint(owner, INPUT);
    const others = [someone(), { ...owner, mode: 'live' as const }];
    for (const other of others) {
      const acts = [
        () => getEndpoint(other, view.id),
        () => updateEndpoint(other, view.id, { description: 'mine' }),
        () => rollWebhookSecret(other, view.id),
        () => sendTestEvent(other, view.id),
        () => listDeliveries(other, view.id, { limit: 10 }),
        () => deleteEndpoint(other, view.id),
      ];
      for (const act of acts) await expect(act()).rejects.toMatchObject({ slug: 'not-found' });
      expect((await listEndpoints(other, { limit: 10 })).data).toEqual([]);
    }
    expect((await getEndpoint(owner, view.id)).status).toBe('enabled');
  });

  it('lets a member read and not write', async () => {
    const owner = someone();
    const { view } = await createEndpoint(owner, INPUT);
    const member = { ...owner, role: 'member' as const, scopes: scopesOfRole('member') };
    expect((await getEndpoint(member, view.id)).id).toBe(view.id);
    const refusal = { slug: 'insufficient-scope' };
    await expect(createEndpoint(member, INPUT)).rejects.toMatchObject(refusal);
    await expect(deleteEndpoint(member, view.id)).rejects.toMatchObject(refusal);
    await expect(sendTestEvent(member, view.id)).rejects.toMatchObject(refusal);
  });

  it('refuses unknown events, no events and too many endpoints', async () => {
    const owner = someone();
    for (const events of [[], ['invoice.eaten'], ['webhook.test']]) {
      await expect(createEndpoint(owner, { ...INPUT, events })).rejects.toMatchObject({
        slug: 'validation-failed',
      });
    }
    const room = 2;
    for (let made = 0; made < MAX_ENDPOINTS - room; made += 1) await createEndpoint(owner, INPUT);
    const many = Array.from({ length: room + 3 }, () => createEndpoint(owner, INPUT));
    const results = await Promise.allSettled(many);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(room);
  });

  it('pages through the list, newest first', async () => {
    const owner = someone();
    for (let index = 0; index < 5; index += 1) {
      await createEndpoint(owner, { ...INPUT, description: String(index) });
    }
    const seen: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEndpoints(owner, { limit: 2, cursor });
      seen.push(...page.data.map(({ description }) => description));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['4', '3', '2', '1', '0']);
  });

  it('forgets deliveries after 30 days, never one that still waits', async () => {
    const owner = someone();
    const { view } = await createEndpoint(owner, INPUT);
    for (let index = 0; index < 3; index += 1) await sendTestEvent(owner, view.id);
    const [old, waiting] = (await listDeliveries(owner, view.id, { limit: 10 })).data;
    const createdAt = new Date(Date.now() - 31 * 86_400_000);
    const age = (id = '', change = {}) =>
      db().webhookDelivery.update({
        where: { id: fromPublicId('whd', id) ?? '' },
        data: { createdAt, ...change },
      });
    await age(old?.id, { nextAttemptAt: null, status: 'failed' });
    await age(waiting?.id);
    await pruneDeliveries();
    const left = (await listDeliveries(owner, view.id, { limit: 10 })).data.map(({ id }) => id);
    expect(left).toHaveLength(2);
    expect(left).toContain(waiting?.id);
  });
});
