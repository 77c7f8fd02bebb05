import {
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { useMemo, type ReactNode } from 'react';
import { Icon } from '../icon.tsx';
import styles from './table.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly name: string;
  /** What the cells hold says enough for those who see them. */
  readonly isNameUnseen?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by; without it the column cannot be sorted. */
  readonly by?: (row: Row) => string | number;
  readonly align?: 'end';
  /** Not shown where there is no room. */
  readonly wideOnly?: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** All rows are here. Sorting a part of a list would show something else than the worst or the newest. */
  readonly isWhole?: boolean;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

export function DataTable<Row extends object>({
  label,
  columns,
  rows,
  keyOf,
  isWhole = true,
}: DataTableProps<Row>) {
  const defs = useMemo(() => columns.map((column) => columnDef(column)), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: defs, data, getRowId: keyOf, enableSorting: isWhole });
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map(({ id, column }) => {
                const sorted = column.getIsSorted();
                const { name = '', align, wideOnly, isNameUnseen } = byId.get(column.id) ?? {};
                return (
                  <th
                    key={id}
                    scope="col"
                    data-align={align}
                    data-wide-only={wideOnly}
                    aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                  >
                    {column.getCanSort() ? (
                      <button type="button" onClick={column.getToggleSortingHandler()}>
                        {name}
                        {sorted !== false && (
                          <span data-sorted={sorted}>
                            <Icon name="down" size={12} />
                          </span>
                        )}
                      </button>
                    ) : (
                      <span className={isNameUnseen === true ? 'unseen' : undefined}>{name}</span>
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {columns.map(({ id, cell, align, wideOnly }) => (
                <td key={id} data-align={align} data-wide-only={wideOnly}>
                  {cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const columnDef = <Row extends object>({ id, by }: Column<Row>): ColumnDef<typeof features, Row> =>
  by === undefined
    ? { id, enableSorting: false }
    : { id, accessorFn: by, sortFn: 'alphanumeric', enableSorting: true };
