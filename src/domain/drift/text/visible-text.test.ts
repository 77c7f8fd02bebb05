import { describe, expect, it } from 'vitest';
import { quoted, visible } from './visible-text.ts';

describe('visible text', () => {
  it('leaves ordinary text of any language as it is', () => {
    const text = 'aws_s3_bucket.日本語["é"] — 100 % مرحبا 🙂 c:\\d :: arn:aws:s3:::logs #12 ## x';
    expect(visible(text)).toBe(text);
  });

  it('writes what a terminal would act on as an escape', () => {
    expect(visible('a\u001b[31mb\u009b1m\r\n\t\u0000\u007f')).toBe(
      'a\\u001b[31mb\\u009b1m\\r\\n\\t\\u0000\\u007f',
    );
  });

  it('writes what the eye cannot see as an escape', () => {
    expect(visible('\u202e\u2066\u200b\ufeff\u00a0\u3164\u2028\u{e0041}\ud800')).toBe(
      '\\u202e\\u2066\\u200b\\ufeff\\u00a0\\u3164\\u2028\\u{e0041}\\ud800',
    );
  });

  it('breaks the commands that build servers read from logs', () => {
    expect(visible('::error::x')).toBe('\\u003a:error::x');
    expect(visible('a ::add-mask::b')).toBe('a \\u003a:add-mask::b');
    expect(visible('x##[error]y ##vso[task.complete]')).toBe('x\\u0023#[error]y \\u0023#vso[task.complete]');
  });

  it('escapes quotes and backslashes inside a quoted value, so that its end is certain', () => {
    expect(quoted('a" -> "b\\')).toBe('"a\\" -> \\"b\\\\"');
  });
});
