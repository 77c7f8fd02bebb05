import { describe, expect, it } from 'vitest';
import { parseConfigFile } from '#platform/parse-config.ts';
import { starterConfig } from './starter-config.ts';

const found = { stacks: [], passedOver: [{ path: 'modules\nx', why: 'a module' }] };

/** Every example that stands there as a comment, taken into use. */
const inUse = (text: string): string =>
  text.replaceAll(/^# (?=(?:stacks|severity|rules|policies|objectives):| {2,})/gm, '');

describe('the starter of kedge.yaml', () => {
  it('can be read as it is', () => {
    expect(parseConfigFile('kedge.yaml', starterConfig(found), '/infra')).toHaveProperty('content');
  });

  it('shows only settings that can be used', () => {
    const text = inUse(starterConfig({ ...found, passedOver: [] }));
    for (const key of ['severity', 'rules', 'policies', 'objectives'])
      expect(text).toMatch(new RegExp(`^${key}:`, 'm'));
    expect(parseConfigFile('kedge.yaml', text, '/infra')).toHaveProperty('content');
  });
});
