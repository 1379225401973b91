import { formatDecimal, formatMoney, formatPeriod, formatUnitPrice } from '@/lib/billing/money';
import type { Invoice } from '@/lib/billing/wire';

/** A file as it is exported. */
export type InvoiceDocument = {
  name: string;
  type: string;
  content: string | Uint8Array<ArrayBuffer>;
};

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** An invoice as a page that needs nothing around it and prints on one sheet. */
export function writeInvoiceDocument(invoice: Invoice, workspaceName: string): InvoiceDocument {
  const { currency, number, lines, total } = invoice;
  const day = (time: string) => DAY.format(new Date(time));
  const rows = lines.map(
    (line) =>
      `<tr><td>${escape(line.description)}</td><td>${formatDecimal(line.quantity)}</td><td>${formatUnitPrice(line.unit_price, currency)}</td><td>${formatMoney(line.amount, currency)}</td></tr>`,
  );
  const facts = [
    `For ${escape(workspaceName)}`,
    `Issued ${day(invoice.issued_at)}`,
    invoice.paid_at ? `Paid ${day(invoice.paid_at)}` : `Due ${day(invoice.due_at)}`,
  ];
  const content = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Invoice ${escape(number)}</title>
<style>
body { font: 11pt/1.5 Georgia, serif; max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; color: #1c1917; background: #fff; }
table { border-collapse: collapse; width: 100%; margin-top: 2rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem 0 .4rem 1rem; border-bottom: 1px solid #d6d3d1; text-align: right; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
tfoot td { font-weight: bold; border-bottom: 0; }
</style>
</head>
<body>
<h1>Invoice for ${formatPeriod(invoice.period)}</h1>
<p>Number ${escape(number)}<br>${facts.join('<br>')}</p>
<table>
<thead><tr><th scope="col">What</th><th scope="col">Quantity</th><th scope="col">Unit price</th><th scope="col">Amount</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
<tfoot><tr><td colspan="3">Total</td><td>${formatMoney(total, currency)}</td></tr></tfoot>
</table>
</body>
</html>
`;
  return { name: `Invoice ${number}.html`, type: 'text/html; charset=utf-8', content };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
