import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { textWidth } from './text-width.ts';

describe('textWidth', () => {
  it('agrees with the full measure on every sign of the basic plane', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0xffff; code += 1) {
      const sign = String.fromCharCode(code);
      if (textWidth(`a${sign}b`) !== stringWidth(`a${sign}b`)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('counts wide signs twice, and colours and joined signs as a terminal does', () => {
    expect(textWidth('配置')).toBe(4);
    expect(textWidth('\u001b[31mred\u001b[0m ✓')).toBe(5);
    expect(textWidth('👩‍💻')).toBe(2);
  });
});
