import { describe, expect, it } from 'vitest';
import { createNarrator } from './narrator.ts';

function narrated(isTTY: boolean, columns = 80) {
  let text = '';
  let time = 0;
  const stage = { write: (more: string) => (text += more), isTTY, columns };
  return {
    narrator: createNarrator(stage, () => time),
    pass: (ms: number) => (time += ms),
    text: () => text,
  };
}

describe('the narrator', () => {
  it('begins a line before its step and ends it after, so that a log shows what is going on', async () => {
    const { narrator, pass, text } = narrated(false);
    await narrator.step('Apply', async (tell) => {
      tell('1 of 8');
      expect(text()).toBe('  0.0s  Apply');
      pass(34_200);
      return { done: 8, said: '8 resources' };
    });
    narrator.say('Scan');
    expect(text()).toBe('  0.0s  Apply: 8 resources\n 34.2s  Scan\n');
  });

  it('asks for patience where nobody sees the step go on, and shows it going on where somebody does', async () => {
    const work = async (tell: (text: string) => void) => {
      tell('1 of 8');
      return { done: null };
    };
    const log = narrated(false);
    await log.narrator.step('Apply', work, 'half a minute');
    expect(log.text()).toBe('  0.0s  Apply (half a minute)\n');
    const terminal = narrated(true);
    await terminal.narrator.step('Apply', work, 'half a minute');
    expect(terminal.text()).not.toContain('half a minute');
  });

  it('marks a step that failed, also when it threw', async () => {
    const { narrator, text } = narrated(false);
    expect(await narrator.step('Start', async () => ({ problem: 'No.' }))).toEqual({ problem: 'No.' });
    const thrown = narrator.step('Apply', () => Promise.reject(new Error('gone')));
    await expect(thrown).rejects.toThrow('gone');
    expect(text()).toBe('  0.0s  Start: failed\n  0.0s  Apply: failed\n');
  });

  it('draws over its line on a terminal and never beyond its width', async () => {
    const { narrator, text } = narrated(true, 30);
    await narrator.step('A step with a name that is longer than the line', async () => ({ done: null }));
    const [first = '', last = ''] = text().split('\r\u001b[2K').slice(1);
    expect(first).toHaveLength(29);
    expect(last).toBe('  0.0s  A step with a name that is longer than the line\n');
  });
});
