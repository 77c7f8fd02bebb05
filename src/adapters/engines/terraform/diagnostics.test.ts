import { describe, expect, it } from 'vitest';
import { textDiagnostics, warningLines } from './diagnostics.ts';

describe('the messages in a text', () => {
  it('are found with and without a frame and colours', () => {
    const text = [
      '',
      'Error: First',
      '',
      'with a detail',
      'in two lines',
      '\u001B[31m╷\u001B[0m',
      '\u001B[31m│\u001B[0m \u001B[33mWarning: \u001B[0mSecond',
      '│ ',
      '│ framed',
      '╵',
    ].join('\n');
    expect(textDiagnostics(text)).toEqual([
      { severity: 'error', summary: 'First', detail: 'with a detail\nin two lines', address: null },
      { severity: 'warning', summary: 'Second', detail: 'framed', address: null },
    ]);
  });

  it('are none in a text without any', () => {
    expect(textDiagnostics('all is well\n')).toEqual([]);
  });

  it('give each warning once, in one line', () => {
    const warning = { severity: 'warning', summary: 'Old', detail: 'use new\nmore', address: 'a.b' } as const;
    expect(warningLines([warning, warning, { ...warning, severity: 'error' }])).toEqual([
      'a.b: Old: use new',
    ]);
  });
});
