import { extractText, getDocumentProxy } from 'unpdf';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  breakStandIn,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import type { Invoice } from '@/lib/billing/wire';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import { exportInvoice } from './export-invoice';

const world = provideConnectionWorld();

const TIME = '2026-11-02T06:00:00.000Z';
const invoice: Invoice = {
  id: toPublicId('inv', newId()),
  number: 'TG-1',
  status: 'open',
  currency: 'EUR',
  period: { start: '2026-10-01T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z' },
  issued_at: TIME,
  due_at: TIME,
  paid_at: null,
  total: 1_200,
  lines: [
    {
      description: 'Calls',
      meter: 'api_calls',
      usage_period: '2026-10',
      quantity: '3',
      unit_price: '4',
      amount: 1_200,
    },
  ],
};

// Billing has tests of its own; here it is Drive that matters.
vi.mock('@/lib/billing/client', () => ({ getInvoice: async () => invoice }));

const ours = () => Object.values(world.at().drive.state.files).filter((file) => file.ours);

async function readContent(): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(ours()[0]?.content ?? '', 'base64'));
  return (await extractText(await getDocumentProxy(bytes), { mergePages: true })).text;
}

beforeEach(() => {
  const { files } = world.at().drive.state;
  for (const { id } of ours()) delete files[id];
});

test('an invoice becomes one file, and a second export renews it', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'drive');
  const link = await exportInvoice(principal, invoice.id, "Ada's & Co");
  expect(link).toBe(`${world.origin('drive')}/file/d/${ours()[0]?.id}/view`);
  expect(ours()[0]).toMatchObject({
    owner: 'ada',
    name: 'Invoice TG-1.pdf',
    mimeType: 'application/pdf',
  });
  expect(await readContent()).toContain("For: Ada's & Co");
  expect(await exportInvoice(principal, invoice.id, 'Renamed')).toBe(link);
  expect(ours()).toHaveLength(1);
  expect(await readContent()).toContain('For: Renamed');
  const audit = await db().auditEvent.findMany({ where: { action: 'invoice.exported' } });
  expect(audit).toHaveLength(2);
});

test('two presses at once make one file', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'drive');
  const links = await Promise.all([0, 1, 2].map(() => exportInvoice(principal, invoice.id, 'Ada')));
  expect(new Set(links).size).toBe(1);
  expect(ours()).toHaveLength(1);
});

test('an upload whose answer was lost is found again', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'drive');
  await exportInvoice(principal, invoice.id, 'Ada');
  // As if the process had died between Drive's answer and our note of it.
  await db().driveExport.updateMany({ data: { exportedAt: null, link: null } });
  await exportInvoice(principal, invoice.id, 'Ada');
  expect(ours()).toHaveLength(1);
});

test('a file that the person deleted is made anew', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'drive');
  const first = await exportInvoice(principal, invoice.id, 'Ada');
  const { files } = world.at().drive.state;
  for (const { id } of ours()) delete files[id];
  expect(await exportInvoice(principal, invoice.id, 'Ada')).not.toBe(first);
  expect(ours()).toHaveLength(1);
});

test.each([
  ['revoked', 'conflict', /Connect Google Drive again/],
  ['rate-limited', 'conflict', /wait/],
  ['down', 'dependency-unavailable', /did not answer/],
] as const)('Drive %s: the person reads what to do', async (failure, slug, message) => {
  const { principal } = await makeOwner();
  await connect(principal, 'drive');
  await breakStandIn(world.origin('drive'), 'ada', failure);
  const refused = expect.objectContaining({ slug, message: expect.stringMatching(message) });
  await expect(exportInvoice(principal, invoice.id, 'Ada')).rejects.toEqual(refused);
});

test('without a connection there is nothing to export to', async () => {
  const { principal } = await makeOwner();
  const other = (await makeOwner('Mallory')).principal;
  await connect(other, 'drive');
  await expect(exportInvoice(principal, invoice.id, 'Ada')).rejects.toMatchObject({
    slug: 'conflict',
  });
});
