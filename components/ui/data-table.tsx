import clsx from 'clsx';
import type { ReactNode } from 'react';

export type Column<Row> = {
  label: string;
  cell: (row: Row) => ReactNode;
  /** The column that names the row. */
  heading?: boolean;
  numeric?: boolean;
  /** The column has no visible label, for actions. */
  unlabelled?: boolean;
  /** A class for the least width of a cell, where its words are longer than most. */
  room?: string;
  /** A class for the share of the table, so that tables one below the other line up. */
  width?: string;
};

type DataTableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
};

const CELL = 'align-baseline rows-wide:py-2.5 rows-wide:pr-6 rows-wide:last:pr-0';
// The least width keeps a word whole beside a column that takes all it can get.
const ROOM = 'rows-wide:min-w-22';

/**
 * A table as in a timetable: hairlines, figures in columns. What callers name, such as ids, paths and
 * addresses, has no bound, so cells wrap anywhere; what still has no room scrolls inside the table, never the page. On a narrow
 * screen each row is a short list; the roles are written out because a changed `display` would take
 * them away.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <TableFrame>
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row" className="border-b border-outline text-left text-xs text-quiet">
          {columns.map((column) => (
            <th
              key={column.label}
              role="columnheader"
              scope="col"
              className={clsx(
                'py-2 pr-6 font-normal last:pr-0',
                column.numeric && 'text-right',
                column.width,
              )}
            >
              <span className={clsx(column.unlabelled && 'sr-only')}>{column.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" className="border-b border-rule last:border-b-0">
            {columns.map((column) => {
              const Cell = column.heading ? 'th' : 'td';
              return (
                <Cell
                  key={column.label}
                  role={column.heading ? 'rowheader' : 'cell'}
                  scope={column.heading ? 'row' : undefined}
                  data-label={column.unlabelled ? '' : column.label}
                  className={clsx(
                    CELL,
                    column.heading && 'text-left font-semibold',
                    column.numeric && 'rows-wide:text-right',
                  )}
                >
                  <div
                    className={clsx(
                      'min-w-0',
                      column.numeric && !column.unlabelled && 'rows-wide:whitespace-nowrap',
                      !column.numeric &&
                        !column.unlabelled &&
                        `[overflow-wrap:anywhere] ${column.room ?? ROOM}`,
                    )}
                  >
                    {column.cell(row)}
                  </div>
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

/** The table itself, which is one as soon as there is room for it. */
export function TableFrame({ children }: { children: ReactNode }) {
  return (
    <div className="@container/rows relative -mx-1 overflow-x-auto px-1">
      <table role="table" className="rows tabular w-full border-y border-rule text-sm">
        {children}
      </table>
    </div>
  );
}
