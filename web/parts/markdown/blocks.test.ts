import { describe, expect, it } from 'vitest';
import { readRecord, spansOf } from './blocks.ts';

const RECORD = `---
change: checkout-42
status: accepted
---

# Checkout 42: REGRESSED

The judge said **REGRESSED** at look 3
of watch 1.

![What was measured](chart.svg)

| metric | verdict | why |
| --- | --- | --- |
| \`error_rate\` | REGRESSED | worse \\| much worse |

- 2026-03-25 held, kedge: it was
  held
- then reverted

1. Roll back

\`\`\`sh
./deploy 41
\`\`\`
`;

describe('a record', () => {
  const { head, blocks } = readRecord(RECORD);

  it('is read part by part, with what stands before it', () => {
    expect(head).toBe('change: checkout-42\nstatus: accepted');
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'paragraph',
      'table',
      'list',
      'list',
      'code',
    ]);
  });

  it('keeps lines together that belong together', () => {
    expect(blocks[1]).toMatchObject({
      kind: 'paragraph',
      text: 'The judge said **REGRESSED** at look 3 of watch 1.',
    });
    expect(blocks[4]).toMatchObject({
      kind: 'list',
      ordered: false,
      items: [{ text: '2026-03-25 held, kedge: it was held' }, { text: 'then reverted' }],
    });
    expect(blocks[6]).toMatchObject({ kind: 'code', text: './deploy 41' });
  });

  it('keeps a bar in a cell where it was escaped', () => {
    expect(blocks[3]).toMatchObject({
      rows: [{ cells: ['`error_rate`', 'REGRESSED', 'worse | much worse'] }],
    });
  });

  it('without anything before it is read as well, and nothing of it is lost', () => {
    expect(readRecord('just words')).toMatchObject({
      head: null,
      blocks: [{ kind: 'paragraph', text: 'just words' }],
    });
    expect(readRecord('| a |\nno table').blocks).toMatchObject([
      { kind: 'paragraph', text: '| a | no table' },
    ]);
  });

  it('that never ends its code is read to its end', () => {
    expect(readRecord('```\nhalf').blocks).toMatchObject([{ kind: 'code', text: 'half' }]);
  });
});

describe('a line of a record', () => {
  it('has code, bold words and pictures in it', () => {
    expect(spansOf('see `a_b` of **the** judge ![chart](x.svg)')).toMatchObject([
      { kind: 'text', text: 'see ' },
      { kind: 'code', text: 'a_b' },
      { kind: 'text', text: ' of ' },
      { kind: 'bold', text: 'the' },
      { kind: 'text', text: ' judge ' },
      { kind: 'picture', text: 'chart' },
    ]);
  });

  it('reads signs that stand as references, also in code', () => {
    expect(spansOf('Ana &#60;ana&#64;&#8203;example.com&#62; ran <code>a &#124; b</code>')).toMatchObject([
      { kind: 'text', text: 'Ana <ana@example.com> ran ' },
      { kind: 'code', text: 'a | b' },
    ]);
    expect(spansOf('&#9999999; is none')).toMatchObject([{ kind: 'text', text: '&#9999999; is none' }]);
  });
});
