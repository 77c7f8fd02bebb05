import { describe, expect, it } from 'vitest';
import { DEFAULT_FLAPPING, isFlapping, withToggle } from './flapping.ts';
import { hour } from './sample-life.ts';

const DAY = 24;

describe('flapping', () => {
  it('is three comings and goings within seven days', () => {
    const toggles = [hour(0), hour(2), hour(4)];
    expect(isFlapping({ toggles }, hour(5), DEFAULT_FLAPPING)).toEqual({
      toggles: 3,
      windowMs: 7 * DAY * 3_600_000,
    });
    expect(isFlapping({ toggles: toggles.slice(1) }, hour(5), DEFAULT_FLAPPING)).toBeNull();
  });

  it('is over when the window has passed', () => {
    const toggles = [hour(0), hour(2), hour(4)];
    expect(isFlapping({ toggles }, hour(7 * DAY - 1), DEFAULT_FLAPPING)).not.toBeNull();
    expect(isFlapping({ toggles }, hour(7 * DAY), DEFAULT_FLAPPING)).toBeNull();
  });

  it('follows the settings', () => {
    const settings = { flapWindowMs: 3 * 3_600_000, flapToggles: 2 };
    expect(isFlapping({ toggles: [hour(0), hour(2)] }, hour(2), settings)?.toggles).toBe(2);
    expect(isFlapping({ toggles: [hour(0), hour(4)] }, hour(4), settings)).toBeNull();
  });

  it('is told by the newest fifty toggles', () => {
    const toggles = Array.from({ length: 60 }).reduce<readonly string[]>(
      (before, _, i) => withToggle(before, hour(i)),
      [],
    );
    expect(toggles).toHaveLength(50);
    expect(toggles.at(-1)).toBe(hour(59));
    expect(toggles[0]).toBe(hour(10));
  });
});
