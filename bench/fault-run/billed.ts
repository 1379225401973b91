import process from 'node:process';
import type { Invoice } from '@/lib/billing/wire';
import { findOrCreateAccount } from '@/services/billing/account.repository';
import { closeBillingDatabase } from '@/services/billing/database';
import { issueInvoices } from '@/services/billing/issue-invoice';
import { setPlan, upsertPlan } from '@/services/billing/plan.repository';
import { PLANS } from '@/services/billing/plan-catalog';
import { readTotals } from '@/services/billing/usage-total.repository';

const MODE = 'test';

/** What billing has been told of a month, by meter, without trailing zeros. */
export async function readBilledTotals(
  workspaceId: string,
  period: string,
): Promise<Map<string, string>> {
  const totals = await readTotals({ workspaceId, mode: MODE }, period);
  return new Map([...totals].map(([meter, quantity]) => [meter, plain(quantity)]));
}

export type Charged = {
  /** Quantity by meter, its lines added up. */
  quantities: Map<string, string>;
  total: number;
  /** The sum of quantity times unit price over the lines, in minor units. */
  recomputed: number;
  /** What a second run for the same month issued. */
  again: number;
};

/** Issues the month's invoices, twice, and reads the workspace's over the API as its owner would. */
export async function invoiceMonth(
  workspaceId: string,
  period: string,
  apiKey: string,
): Promise<Charged> {
  for (const plan of PLANS) await upsertPlan(plan);
  await setPlan((await findOrCreateAccount({ workspaceId, mode: MODE })).id, 'pro');
  await issueInvoices(period);
  const { issued: again } = await issueInvoices(period);
  await closeBillingDatabase();

  const url = `http://127.0.0.1:${process.env.PORT}/api/v1/invoices`;
  const response = await fetch(url, { headers: { 'x-api-key': apiKey } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { data } = (await response.json()) as { data: Invoice[] };
  const [invoice, ...others] = data;
  if (!invoice || others.length > 0) throw new Error(`${data.length} invoices instead of one`);
  return { ...recompute(invoice), total: invoice.total, again };
}

/** Exact decimals as whole billionths of a billionth: quantity and price have 9 and 10 places. */
const SCALE = 10;

function recompute({ lines }: Invoice): Pick<Charged, 'quantities' | 'recomputed'> {
  const sums = new Map<string, bigint>();
  let recomputed = 0n;
  for (const { meter, quantity, unit_price: price } of lines) {
    if (meter) sums.set(meter, (sums.get(meter) ?? 0n) + scaled(quantity));
    const product = scaled(quantity) * scaled(price);
    const cent = 10n ** BigInt(2 * SCALE - 2);
    recomputed += (product + cent / 2n) / cent;
  }
  const quantities = [...sums].map(([meter, sum]) => [meter, unscaled(sum)] as const);
  return { quantities: new Map(quantities), recomputed: Number(recomputed) };
}

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0'));
}

function unscaled(value: bigint): string {
  const text = String(value).padStart(SCALE + 1, '0');
  return plain(`${text.slice(0, -SCALE)}.${text.slice(-SCALE)}`);
}

function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
