import { createElement } from 'react';
import { readRecord, spansOf, type Block } from './blocks.ts';
import styles from './markdown.module.css';

interface RecordTextProps {
  /** Which record it is: its tables are told apart by it. */
  readonly name: string;
  readonly text: string;
  /** What a picture in it is on this server; null: nothing. */
  readonly picture: string | null;
}

/** A record of the repository, as a person reads it. */
export function RecordText({ name, text, picture }: RecordTextProps) {
  const { head, blocks } = readRecord(text);
  return (
    <div className={styles.record}>
      {blocks.map((block) => (
        <Part key={block.line} name={name} block={block} picture={picture} />
      ))}
      {head !== null && (
        <details>
          <summary>For machines</summary>
          <pre>{head}</pre>
        </details>
      )}
    </div>
  );
}

interface PartProps {
  readonly name: string;
  readonly block: Block;
  readonly picture: string | null;
}

function Part({ name, block, picture }: PartProps) {
  switch (block.kind) {
    case 'heading':
      // Below the heading of the panel that it stands in.
      return createElement(`h${Math.min(6, block.level + 2)}`, {}, <Line text={block.text} picture={null} />);
    case 'paragraph':
      return (
        <div className={styles.paragraph}>
          <Line text={block.text} picture={picture} />
        </div>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        {},
        block.items.map(({ line, text }) => (
          <li key={line}>
            <Line text={text} picture={picture} />
          </li>
        )),
      );
    case 'table':
      return <Table name={name} block={block} />;
  }
}

interface TableProps {
  readonly name: string;
  readonly block: Extract<Block, { kind: 'table' }>;
}

const Table = ({ name, block: { head, rows } }: TableProps) => (
  <div
    className={styles.scroll}
    role="region"
    aria-label={`${name}, table of ${head.join(', ')}`}
    tabIndex={0}
  >
    <table>
      <thead>
        <tr>
          {head.map((cell) => (
            <th key={cell} scope="col">
              <Line text={cell} picture={null} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ line, cells }) => (
          <tr key={line}>
            {cells.map((cell, column) => (
              <td key={head[column] ?? column}>
                <Line text={cell} picture={null} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Line = ({ text, picture }: { readonly text: string; readonly picture: string | null }) =>
  spansOf(text).map((span) => {
    const key = span.column;
    switch (span.kind) {
      case 'text':
        return span.text;
      case 'code':
        return <code key={key}>{span.text}</code>;
      case 'bold':
        return <b key={key}>{span.text}</b>;
      case 'picture':
        return picture === null ? null : <img key={key} src={picture} alt={span.text} />;
    }
  });
