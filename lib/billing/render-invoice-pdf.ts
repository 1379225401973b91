import path from 'node:path';
import PDFDocument from 'pdfkit';
import type { Invoice } from './wire';
import { formatDecimal, formatMoney, formatPeriod, formatUnitPrice } from './money';

/** Has Latin, Greek and Cyrillic: names are not all ASCII. */
const FONTS = path.join(
  /*turbopackIgnore: true*/ process.cwd(),
  'node_modules/dejavu-fonts-ttf/ttf',
);
const REGULAR = path.join(FONTS, 'DejaVuSansCondensed.ttf');
const BOLD = path.join(FONTS, 'DejaVuSansCondensed-Bold.ttf');

/** Points; a page of A4 is 595 wide. */
const MARGIN = 56;
const WIDTH = 595 - 2 * MARGIN;
const BOTTOM = 842 - MARGIN;
const SIZE = 9;
const GAP = 8;
const LINE_COLOUR = '#888888';

const COLUMNS = [
  { label: 'Description', x: 0, width: 223, align: 'left' },
  { label: 'Quantity', x: 223, width: 90, align: 'right' },
  { label: 'Unit price', x: 313, width: 90, align: 'right' },
  { label: 'Amount', x: 403, width: WIDTH - 403, align: 'right' },
] as const;

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const day = (time: string) => DAY.format(new Date(time));

/** Writes one row and the hairline below it, on a new page where it does not fit. */
function writeRow(document: PDFKit.PDFDocument, cells: readonly string[], font = REGULAR): void {
  document.font(font).fontSize(SIZE);
  const heights = cells.map((text, index) =>
    document.heightOfString(text, { width: (COLUMNS[index]?.width ?? WIDTH) - GAP }),
  );
  const height = Math.max(...heights);
  if (document.y + height + GAP > BOTTOM) document.addPage();
  const top = document.y;
  for (const [index, { x, width, align }] of COLUMNS.entries()) {
    const left = MARGIN + x + (align === 'right' ? GAP : 0);
    document.text(cells[index] ?? '', left, top, { width: width - GAP, align });
  }
  const below = top + height + GAP / 2;
  document
    .moveTo(MARGIN, below)
    .lineTo(MARGIN + WIDTH, below)
    .lineWidth(0.5)
    .stroke(LINE_COLOUR);
  document.x = MARGIN;
  document.y = below + GAP / 2;
}

function writeHead(document: PDFKit.PDFDocument, invoice: Invoice, customer: string): void {
  document.font(BOLD).fontSize(18).text('Tollgate');
  document.moveDown(0.5).fontSize(13).text(`Invoice ${invoice.number}`);
  document.moveDown(0.5).font(REGULAR).fontSize(SIZE);
  const facts = [
    `For: ${customer}`,
    `Month: ${formatPeriod(invoice.period)}`,
    `Issued: ${day(invoice.issued_at)}`,
    `Due: ${day(invoice.due_at)}`,
    invoice.paid_at ? `Paid: ${day(invoice.paid_at)}` : `Status: ${invoice.status}`,
    `Id: ${invoice.id}`,
  ];
  for (const fact of facts) document.text(fact, { width: WIDTH });
  document.moveDown(1.5);
}

/**
 * An invoice as PDF. The same invoice gives the same bytes: nothing in it depends on the clock.
 * @param customer what the workspace is called.
 */
export async function renderInvoicePdf(invoice: Invoice, customer: string): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    font: REGULAR,
    lang: 'en-GB',
    info: {
      Title: `Invoice ${invoice.number}`,
      Author: 'Tollgate',
      CreationDate: new Date(invoice.paid_at ?? invoice.issued_at),
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  writeHead(document, invoice, customer);
  writeRow(
    document,
    COLUMNS.map(({ label }) => label),
    BOLD,
  );
  for (const line of invoice.lines) {
    writeRow(document, [
      line.description,
      formatDecimal(line.quantity),
      formatUnitPrice(line.unit_price, invoice.currency),
      formatMoney(line.amount, invoice.currency),
    ]);
  }
  writeRow(document, ['Total', '', '', formatMoney(invoice.total, invoice.currency)], BOLD);
  document.moveDown(1).font(REGULAR).fontSize(SIZE);
  document.text(
    'Each amount is its quantity times its unit price, rounded half up to the cent once. The total is the sum of the amounts.',
    MARGIN,
    document.y,
    { width: WIDTH },
  );
  document.end();
  return finished;
}
