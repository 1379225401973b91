import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';
import { getEnv } from '../env';
import type { Invoice } from './wire';
import { formatDecimal, formatMoney, formatPeriod, formatUnitPrice } from './money';
import { BOLD, isolate, isReadable, LAST_RESORT, needsLastResort, REGULAR } from './text-run';
import { unpackWoff } from './unpack-woff';
import { heightOfText, TEXT_SIZE, writeText } from './write-text';

/** Points; a page of A4 is 595 wide. */
const MARGIN = 56;
const WIDTH = 595 - 2 * MARGIN;
const BOTTOM = 842 - MARGIN;
const GAP = 8;
const LINE_COLOUR = '#888888';

const COLUMNS = [
  { label: 'Description', x: 0, width: 223, align: 'left' },
  { label: 'Quantity', x: 223, width: 90, align: 'right' },
  { label: 'Unit price', x: 313, width: 90, align: 'right' },
  { label: 'Amount', x: 403, width: WIDTH - 403, align: 'right' },
] as const;

/** The workspace that the invoice is for, and where its invoices are. */
export type Customer = { id: string; name: string };

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const day = (time: string) => DAY.format(new Date(time));

/** Writes one row and the hairline below it, on a new page where it does not fit. */
function writeRow(document: PDFKit.PDFDocument, cells: readonly string[], font = REGULAR): void {
  const heights = cells.map((text, index) =>
    heightOfText(document, text, (COLUMNS[index]?.width ?? WIDTH) - GAP, font),
  );
  const height = Math.max(...heights);
  if (document.y + height + GAP > BOTTOM) document.addPage();
  const top = document.y;
  for (const [index, { x: offset, width, align }] of COLUMNS.entries()) {
    const x = MARGIN + offset + (align === 'right' ? GAP : 0);
    writeText(document, cells[index] ?? '', { x, y: top, width: width - GAP, align }, font);
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

function writeHead(document: PDFKit.PDFDocument, invoice: Invoice, customer: Customer): void {
  document.font(BOLD).fontSize(18).text('Tollgate');
  document.moveDown(0.5).fontSize(13).text(`Invoice ${invoice.number}`);
  document.moveDown(0.5).font(REGULAR).fontSize(TEXT_SIZE);
  const facts = [
    `For: ${isolate(customer.name)}`,
    `Month: ${formatPeriod(invoice.period)}`,
    `Issued: ${day(invoice.issued_at)}`,
    `Due: ${day(invoice.due_at)}`,
    invoice.paid_at ? `Paid: ${day(invoice.paid_at)}` : `Status: ${invoice.status}`,
    `Id: ${invoice.id}`,
  ];
  for (const fact of facts) writeText(document, fact, { x: MARGIN, y: document.y, width: WIDTH });
  document.x = MARGIN;
  document.moveDown(1.5);
}

/**
 * An invoice as PDF. The same invoice gives the same bytes: nothing in it depends on the clock.
 */
export async function renderInvoicePdf(invoice: Invoice, customer: Customer): Promise<Buffer> {
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
  const names = [customer.name, ...invoice.lines.map(({ description }) => description)];
  if (names.some(needsLastResort)) document.registerFont(LAST_RESORT, await readLastResort());
  writeHead(document, invoice, customer);
  writeRow(
    document,
    COLUMNS.map(({ label }) => label),
    BOLD,
  );
  for (const line of invoice.lines) {
    writeRow(document, [
      isolateMeter(line),
      formatDecimal(line.quantity),
      formatUnitPrice(line.unit_price, invoice.currency),
      formatMoney(line.amount, invoice.currency),
    ]);
  }
  writeRow(document, ['Total', '', '', formatMoney(invoice.total, invoice.currency)], BOLD);
  document.moveDown(1).font(REGULAR).fontSize(TEXT_SIZE);
  document.text(
    'Each amount is its quantity times its unit price, rounded half up to the cent once. The total is the sum of the amounts.',
    MARGIN,
    document.y,
    { width: WIDTH },
  );
  if (!names.every(isReadable)) {
    const page = `${getEnv().APP_URL}/invoices/${invoice.id}`;
    document
      .moveDown(1)
      .text(
        `This file can't show every character of a name in it. ${page} shows the names in full; the id of the workspace is ${customer.id}.`,
        { width: WIDTH },
      );
  }
  document.end();
  return finished;
}

/** The description of a line begins with its meter, which may be written from right to left. */
function isolateMeter({ description, meter }: Invoice['lines'][number]): string {
  if (!meter || !description.startsWith(meter)) return description;
  return isolate(meter) + description.slice(meter.length);
}

let lastResort: Promise<Buffer> | undefined;

/** 14 MB, kept from the first invoice on that needs it. */
function readLastResort(): Promise<Buffer> {
  lastResort ??= readFile(LAST_RESORT).then(unpackWoff);
  return lastResort;
}
