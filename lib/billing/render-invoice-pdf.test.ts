import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import type { Invoice } from '@/lib/billing/wire';
import { renderInvoicePdf } from './render-invoice-pdf';

const TIME = '2026-11-02T06:00:00.000Z';
const line = (description: string, quantity: string, unit_price: string, amount: number) => ({
  description,
  meter: 'api_calls',
  usage_period: '2026-10',
  quantity,
  unit_price,
  amount,
});
const invoice: Invoice = {
  id: 'inv_0000000000000000000001',
  number: 'TG-202610-0000B001',
  status: 'open',
  currency: 'USD',
  period: { start: '2026-10-01T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z' },
  issued_at: TIME,
  due_at: '2026-11-16T06:00:00.000Z',
  paid_at: null,
  total: 27_245,
  lines: [
    { ...line('Pro plan', '1', '20', 2_000), meter: null, usage_period: null },
    line('api_calls, first 1,000 included', '1000', '0', 0),
    line('api_calls, above 1,000 up to 100,000', '99000', '0.002', 19_800),
    line('api_calls, above 100,000', '45375.125', '0.0012', 5_445),
  ],
};

async function readPdf(pdf: Buffer) {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const { totalPages, text } = await extractText(document, { mergePages: true });
  return { totalPages, text: text.replace(/\s+/g, ' ') };
}

test('an invoice as PDF holds every line and the total', async () => {
  const { text, totalPages } = await readPdf(await renderInvoicePdf(invoice, 'Łukasz & Μαρία'));
  expect(totalPages).toBe(1);
  for (const part of [
    'Invoice TG-202610-0000B001',
    'For: Łukasz & Μαρία',
    'Month: October 2026',
    'Due: 16 November 2026',
    'Pro plan 1 $20 $20.00',
    'api_calls, above 1,000 up to 100,000 99,000 $0.002 $198.00',
    'api_calls, above 100,000 45,375.125 $0.0012 $54.45',
    'Total $272.45',
  ]) {
    expect(text).toContain(part);
  }
});

test('the same invoice gives the same bytes', async () => {
  const [one, other] = [await renderInvoicePdf(invoice, 'A'), await renderInvoicePdf(invoice, 'A')];
  expect(one.equals(other)).toBe(true);
});

test('a long invoice goes over several pages and loses no line', async () => {
  const lines = Array.from({ length: 120 }, (_, index) => line(`meter_${index}`, '1', '1', 100));
  const { text, totalPages } = await readPdf(await renderInvoicePdf({ ...invoice, lines }, 'A'));
  expect(totalPages).toBeGreaterThan(1);
  for (const { description } of lines) expect(text).toContain(`${description} 1 $1 $1.00`);
});
