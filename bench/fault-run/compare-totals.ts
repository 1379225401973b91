import process from 'node:process';
import { METERS } from './load';
import { reckon } from './reconcile';

const SETTLE_LIMIT_MS = 120_000;

/** A calendar month in UTC: its name and its bounds in milliseconds. */
export type Month = { period: string; start: number; end: number };

/** The month before the given day's: it has ended, so it can be invoiced. */
export function monthBefore(day: Date): Month {
  const start = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - 1, 1);
  const end = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
  return { period: new Date(start).toISOString().slice(0, 7), start, end };
}

/** Waits until nothing is on its way to billing any more. @returns how long that took. */
export async function settle(): Promise<number> {
  const { readUsageBacklog } = await import('@/lib/usage/usage-outbox.repository');
  const begin = Date.now();
  for (;;) {
    const { unfolded, unsent } = await readUsageBacklog();
    if (unfolded === 0 && unsent === 0) return Date.now() - begin;
    if (Date.now() - begin > SETTLE_LIMIT_MS) throw new Error('The backlog does not shrink.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Usage, billing's totals and the invoice, each against the events themselves. */
export async function compareTotals(
  { period, end }: Month,
  apiKey: string,
  workspaceId: string,
  events: Parameters<typeof reckon>[0],
): Promise<string[]> {
  const { readBilledTotals, invoiceMonth } = await import('./billed');
  const billed = await readBilledTotals(workspaceId, period);
  const invoice = await invoiceMonth(workspaceId, period, apiKey);
  const differences: string[] = [];
  for (const { key: meter } of METERS) {
    const expected = reckon(events, meter);
    const usage = await readUsageTotal({ period, end }, apiKey, meter);
    const told = billed.get(meter) ?? '0';
    if (usage !== Number(expected))
      differences.push(`usage of ${meter}: ${usage}, not ${expected}`);
    if (told !== expected) differences.push(`billing of ${meter}: ${told}, not ${expected}`);
    const charged = invoice.quantities.get(meter);
    if (charged !== undefined && charged !== expected) {
      differences.push(`invoice of ${meter}: ${charged}, not ${expected}`);
    }
  }
  if (invoice.total !== invoice.recomputed) {
    differences.push(`invoice total: ${invoice.total}, not ${invoice.recomputed}`);
  }
  if (invoice.again !== 0) differences.push(`a second run issued ${invoice.again} invoices`);
  return differences;
}

async function readUsageTotal(
  { period, end }: Pick<Month, 'period' | 'end'>,
  apiKey: string,
  meter: string,
): Promise<number> {
  const range = `from=${period}-01&to=${new Date(end).toISOString().slice(0, 10)}`;
  const url = `http://127.0.0.1:${process.env.PORT}/api/v1/usage?meter=${meter}&${range}&granularity=day`;
  const response = await fetch(url, { headers: { 'x-api-key': apiKey } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { total } = (await response.json()) as { total: number };
  return total;
}
