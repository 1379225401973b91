import { TableFrame } from '@/components/ui/data-table';
import type { Invoice } from '@/lib/billing/wire';
import { formatDecimal, formatMoney, formatUnitPrice } from '@/lib/billing/money';

const CELL = 'align-baseline rows-wide:py-2.5 rows-wide:pr-6 rows-wide:last:pr-0';

/** What an invoice charges, line by line, with the sum below. Anyone can compute it again. */
export function InvoiceLines({
  invoice,
}: {
  invoice: Pick<Invoice, 'lines' | 'currency' | 'total'>;
}) {
  const { lines, currency, total } = invoice;
  return (
    <TableFrame>
      <caption className="sr-only">Lines of the invoice</caption>
      <thead role="rowgroup" className="text-left text-xs text-quiet">
        <tr role="row" className="border-b border-outline">
          {['Description', 'Quantity', 'Unit price', 'Amount'].map((label, index) => (
            <th
              key={label}
              role="columnheader"
              scope="col"
              className={`py-2 pr-6 font-normal last:pr-0 ${index > 0 ? 'text-right' : ''}`}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {lines.map((line) => (
          <tr
            key={`${line.description}${line.unit_price}`}
            role="row"
            className="border-b border-rule"
          >
            <th
              scope="row"
              role="rowheader"
              data-label="Description"
              className={`${CELL} text-left font-normal`}
            >
              <div className="[overflow-wrap:anywhere]">{line.description}</div>
            </th>
            <td role="cell" data-label="Quantity" className={`${CELL} rows-wide:text-right`}>
              {formatDecimal(line.quantity)}
            </td>
            <td role="cell" data-label="Unit price" className={`${CELL} rows-wide:text-right`}>
              {formatUnitPrice(line.unit_price, currency)}
            </td>
            <td role="cell" data-label="Amount" className={`${CELL} rows-wide:text-right`}>
              {formatMoney(line.amount, currency)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot role="rowgroup">
        <tr role="row">
          <th
            scope="row"
            role="rowheader"
            colSpan={3}
            data-label=""
            className={`${CELL} hidden text-left rows-wide:table-cell`}
          >
            <div>Total</div>
          </th>
          <td
            role="cell"
            data-label="Total"
            className={`${CELL} font-semibold rows-wide:text-right`}
          >
            {formatMoney(total, currency)}
          </td>
        </tr>
      </tfoot>
    </TableFrame>
  );
}
