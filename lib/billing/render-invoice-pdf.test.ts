import { extractText, getDocumentProxy } from 'unpdf';
import { type Font, openSync } from 'fontkit';
import { describe, expect, test } from 'vitest';
import type { Invoice } from '@/lib/billing/wire';
import { renderInvoicePdf } from './render-invoice-pdf';
import { isolate, REGULAR, toRuns } from './text-run';

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

const named = (name: string) => ({ id: 'wsp_0000000000000000000001', name });

async function readPdf(pdf: Buffer) {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const { totalPages, text } = await extractText(document, { mergePages: true });
  return { totalPages, text: text.replace(/\s+/g, ' ') };
}

test('an invoice as PDF holds every line and the total', async () => {
  const { text, totalPages } = await readPdf(
    await renderInvoicePdf(invoice, named('Łukasz & Μαρία')),
  );
  expect(totalPages).toBe(1);
  for (const part of [
    'Invoice TG-202610-0000B001',
    'For: Łukasz & Μαρία',
    'Month: October 2026',
    'Due: 16 November 2026',
    'Pro plan 1 $20.00 $20.00',
    'api_calls, above 1,000 up to 100,000 99,000 $0.002 $198.00',
    'api_calls, above 100,000 45,375.125 $0.0012 $54.45',
    'Total $272.45',
  ]) {
    expect(text).toContain(part);
  }
});

test('the same invoice gives the same bytes', async () => {
  const [one, other] = [
    await renderInvoicePdf(invoice, named('A')),
    await renderInvoicePdf(invoice, named('A')),
  ];
  expect(one.equals(other)).toBe(true);
});

test('a long invoice goes over several pages and loses no line', async () => {
  const lines = Array.from({ length: 120 }, (_, index) => line(`meter_${index}`, '1', '1', 100));
  const { text, totalPages } = await readPdf(
    await renderInvoicePdf({ ...invoice, lines }, named('A')),
  );
  expect(totalPages).toBeGreaterThan(1);
  for (const { description } of lines) expect(text).toContain(`${description} 1 $1.00 $1.00`);
});

test.each([
  ['Japanese', '有限会社ミナト', '計算秒数'],
  ['Korean', '주식회사 항구', '계산 초'],
  ['Chinese', '海港有限公司', '计算秒数'],
  ['Thai', 'บริษัทท่าเรือ', 'วินาที'],
  ['Georgian', 'შპს ნავსადგური', 'წამი'],
])('%s is written, and can be read back', async (_script, name, meter) => {
  const lines = [line(`${meter}, above 3,600`, '1', '1', 100)];
  const { text } = await readPdf(await renderInvoicePdf({ ...invoice, lines }, named(name)));
  expect(text).toContain(`For: ${name} `);
  expect(text).toContain(`${meter}, above 3,600 1 $1.00 $1.00`);
  expect(text).not.toContain('wsp_');
});

test('a name that can not be written right is not passed over', async () => {
  for (const name of ['বন্দর লিমিটেড', 'Port \u{20bb7}', 'x\u{e000}']) {
    const { text } = await readPdf(await renderInvoicePdf(invoice, named(name)));
    expect(text).toContain('the id of the workspace is wsp_0000000000000000000001');
    expect(text).toContain(`/invoices/${invoice.id}`);
  }
});

describe('text of any direction', () => {
  const drawn = (text: string) => toRuns(text, REGULAR).map((run) => run.text);

  test('runs from right to left are in the order in which they are drawn', () => {
    expect(drawn('For: Ada')).toEqual(['For: Ada']);
    expect(drawn(`For: ${isolate('שלום 12 (א)')} x`)).toEqual([
      'For: ',
      ' )א(',
      '12',
      'שלום ',
      ' x',
    ]);
  });

  test('numbers and brackets of a text from right to left are not turned round', () => {
    // The shaper will turn these round once more, by their script.
    expect(drawn(isolate('א ١٢'))).toEqual(['٢١', 'א ']);
    expect(drawn(`${isolate('א1), ')}x`)).toEqual([' ,(', '1', 'א', 'x']);
  });

  test('control: without isolation a name moves what follows it', () => {
    expect(drawn('אב, 1')).not.toEqual(drawn(`${isolate('אב')}, 1`));
  });

  test('Arabic letters are joined, Devanagari vowels are moved', () => {
    const glyphs = (text: string) => {
      const [run] = toRuns(text, REGULAR);
      const font = openSync(run?.font ?? '') as Font;
      return font.layout(run?.text ?? '', []).glyphs.map(({ id }) => id);
    };
    const alone = Array.from('شركة').flatMap(glyphs);
    const joined = glyphs('شركة').reverse();
    expect(joined).toHaveLength(alone.length);
    expect(joined.filter((id, index) => id !== alone[index]).length).toBeGreaterThanOrEqual(3);
    // The vowel sign i is written before the consonant that it follows.
    const [consonant, vowel] = ['ह', 'ि'].flatMap(glyphs);
    expect(glyphs('हि').indexOf(consonant ?? 0)).toBe(1);
    expect(vowel).toBeDefined();
  });
});
