import { Fragment, useMemo, useState } from 'react';
import type { DriftWhole } from '../api/types.ts';
import { count } from '../text/count.ts';
import { changedPart } from './changed-part.ts';
import { foldRows } from './fold.ts';
import { sideLines, type SideLines } from './side-lines.ts';
import styles from './sides.module.css';
import { threeSides, type Cell, type SideRow } from './three-sides.ts';
import { besideOf, toneOf, type SideName } from './tone.ts';

const NAMES: readonly { readonly side: SideName; readonly name: string; readonly what: string }[] = [
  { side: 'code', name: 'Code', what: 'asks for' },
  { side: 'state', name: 'State', what: 'remembers' },
  { side: 'reality', name: 'Reality', what: 'answers' },
];

/** What the code asks for, what the state remembers and what the provider answers, line by line. */
export function SidesView({ sides }: { readonly sides: DriftWhole['sides'] }) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const lines = useMemo(
    () => ({
      code: sideLines(sides.code.side, sides.code.text),
      state: sideLines(sides.state.side, sides.state.text),
      reality: sideLines(sides.reality.side, sides.reality.text),
    }),
    [sides],
  );
  const folds = useMemo(() => {
    const code = sides.code.side.kind === 'value' ? lines.code.lines : null;
    return foldRows(threeSides(code, lines.state.lines, lines.reality.lines));
  }, [sides, lines]);
  const { place } = sides.code;
  const isSingle = folds.length <= 1 && (folds[0]?.rows.length ?? 0) <= 1;
  return (
    <div
      className={styles.frame}
      role="table"
      aria-label="Code, state and reality side by side"
      data-single={isSingle}
    >
      <div role="rowgroup">
        <div className={styles.head} role="row">
          {NAMES.map(({ side, name, what }) => (
            <div key={side} role="columnheader">
              <b>{name}</b> <span>{what}</span>
              {side === 'code' && place !== null && (
                <code className={styles.place} title={`${place.file}:${place.line}`}>
                  {place.file.split('/').at(-1)}:{place.line}
                </code>
              )}
            </div>
          ))}
        </div>
      </div>
      <div className={styles.rows} role="rowgroup">
        {NAMES.some(({ side }) => lines[side].note !== null) && <Notes lines={lines} />}
        {folds.map((fold) =>
          fold.kind === 'rows' || opened.has(fold.from) ? (
            <Fragment key={fold.from}>
              {fold.rows.map((row) => (
                <Row key={NAMES.map(({ side }) => row[side]?.number).join('/')} row={row} />
              ))}
            </Fragment>
          ) : (
            <div key={fold.from} role="row" className={styles.folded}>
              <div role="cell">
                <button type="button" onClick={() => setOpened(new Set([...opened, fold.from]))}>
                  {count(fold.rows.length, 'equal line')}
                </button>
              </div>
            </div>
          ),
        )}
      </div>
    </div>
  );
}

/** Where a side has no value, its column says why, in the place of lines. */
function Notes({ lines }: { readonly lines: Readonly<Record<SideName, SideLines>> }) {
  return (
    <div className={styles.row} role="row" data-notes>
      {NAMES.map(({ side, name }) => (
        <div
          key={side}
          role="cell"
          className={styles.cell}
          data-side={name}
          data-empty={lines[side].note === null}
        >
          {lines[side].note !== null && <em>{lines[side].note}</em>}
        </div>
      ))}
    </div>
  );
}

function Row({ row }: { readonly row: SideRow }) {
  return (
    <div className={styles.row} role="row" data-same={row.isSame}>
      {NAMES.map(({ side, name }) => (
        <div
          key={side}
          role="cell"
          className={styles.cell}
          data-side={name}
          data-tone={toneOf(row, side) ?? undefined}
          data-empty={row[side] === null}
        >
          {row[side] !== null && <Line cell={row[side]} beside={besideOf(row, side)} />}
        </div>
      ))}
    </div>
  );
}

function Line({ cell: { number, text }, beside }: { readonly cell: Cell; readonly beside: string | null }) {
  // What is too long goes on below its own beginning, so that the shape of a document stays.
  const body = text.trimStart();
  const part = beside === null || beside === text ? null : changedPart(body, beside.trimStart());
  return (
    <>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <code style={{ paddingInlineStart: `${text.length - body.length + 2}ch`, textIndent: '-2ch' }}>
        {part === null || part.before + part.after === '' ? (
          body
        ) : (
          <>
            {part.before}
            <mark>{part.changed}</mark>
            {part.after}
          </>
        )}
      </code>
    </>
  );
}
