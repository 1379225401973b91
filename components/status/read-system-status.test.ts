import { expect, test, vi } from 'vitest';
import { signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { describeBillingConnection, readBillingClockAhead } from '@/lib/billing/billing-connection';
import { checkBillingHealth } from '@/lib/billing/client';
import { checkDatabaseHealth } from '@/lib/database-health.repository';
import { closeRedis } from '@/lib/redis';
import { readUsageBacklog } from '@/lib/usage/usage-outbox.repository';
import { describeBacklog, readSystemStatus, type SystemStatus } from './read-system-status';

vi.mock('@/lib/billing/billing-connection');
vi.mock('@/lib/billing/client');
vi.mock('@/lib/database-health.repository');
vi.mock('@/lib/usage/usage-outbox.repository');
vi.mock('@/lib/auth/oauth/sign-in/providers');

const now = new Date('2026-11-01T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('says how much waits for billing, and since when, once it waits for longer than usual', () => {
  const remark = describeBacklog({ unfolded: 0, unsent: 3, waitingSince: ago(60) }, now);
  expect(remark).toEqual([
    '3 totals of usage wait for it since 2026-11-01T09:59:00.000Z; none is lost',
  ]);
  expect(describeBacklog({ unfolded: 0, unsent: 1, waitingSince: ago(60) }, now)[0]).toMatch(
    /^1 total of usage waits/,
  );
});

test('says nothing of what is on its way as ever', () => {
  expect(describeBacklog({ unfolded: 5, unsent: 3, waitingSince: ago(5) }, now)).toEqual([]);
  expect(describeBacklog({ unfolded: 5, unsent: 0, waitingSince: null }, now)).toEqual([]);
});

const billing = ({ parts }: SystemStatus) => parts.find(({ name }) => name === 'billing');

test('with a mesh billing serves where it answers, not where there is a handshake to see', async () => {
  vi.mocked(signInProviders).mockReturnValue([]);
  vi.mocked(checkDatabaseHealth).mockResolvedValue({
    version: '18.4',
    milliseconds: 1,
    readOnly: false,
    clockAheadMs: 0,
  });
  vi.mocked(readUsageBacklog).mockResolvedValue({ unfolded: 0, unsent: 0, waitingSince: null });
  vi.mocked(describeBillingConnection).mockResolvedValue(null);
  vi.mocked(checkBillingHealth).mockResolvedValue({ status: 'ok', peer: 'spiffe://x/web' });
  const up = await readSystemStatus();
  expect(billing(up)).toMatchObject({ serves: true, remark: 'through the mesh' });
  vi.mocked(checkBillingHealth).mockRejectedValue(new Error('down'));
  expect(billing(await readSystemStatus())).toMatchObject({ serves: false });
});

test('lists Redis where there is one, and says that it takes no writes', async () => {
  vi.mocked(signInProviders).mockReturnValue([]);
  vi.stubEnv('DEPLOYMENT', 'local');
  const { getEnv } = await import('@/lib/env');
  getEnv().REDIS_URL = 'redis://127.0.0.1:1';
  const { parts } = await readSystemStatus();
  getEnv().REDIS_URL = undefined;
  closeRedis();
  expect(parts.find(({ name }) => name === 'Redis')).toEqual({
    name: 'Redis',
    serves: false,
    remark: 'takes no writes',
  });
  expect((await readSystemStatus()).parts.map(({ name }) => name)).not.toContain('Redis');
});

test('says which clock is wrong, and that the database takes no writes', async () => {
  vi.mocked(signInProviders).mockReturnValue([]);
  vi.mocked(readUsageBacklog).mockResolvedValue({ unfolded: 0, unsent: 0, waitingSince: null });
  vi.mocked(describeBillingConnection).mockResolvedValue(null);
  vi.mocked(checkBillingHealth).mockResolvedValue({ status: 'ok', peer: 'spiffe://x/web' });
  const health = { version: '18.4', milliseconds: 1, readOnly: false, clockAheadMs: 0 };
  const remarkOf = async (name: string) =>
    (await readSystemStatus()).parts.find((part) => part.name === name)?.remark;

  vi.mocked(checkDatabaseHealth).mockResolvedValue(health);
  vi.mocked(readBillingClockAhead).mockResolvedValue(-1_000);
  expect(await remarkOf('web')).toBe('answered this page');
  expect(await remarkOf('billing')).toBe('through the mesh');

  // Web is three minutes ahead of the database, and billing two minutes ahead of web.
  vi.mocked(checkDatabaseHealth).mockResolvedValue({ ...health, clockAheadMs: 180_000 });
  vi.mocked(readBillingClockAhead).mockResolvedValue(120_000);
  expect(await remarkOf('web')).toContain("its clock is 180 s ahead of the database's");
  expect(await remarkOf('billing')).toContain("its clock is 300 s ahead of the database's");

  vi.mocked(checkDatabaseHealth).mockResolvedValue({ ...health, readOnly: true });
  const { parts } = await readSystemStatus();
  expect(parts.find(({ name }) => name === 'database')).toMatchObject({
    serves: false,
    remark: 'PostgreSQL 18.4, 1.0 ms; read-only: it is a standby, or was demoted',
  });
});
