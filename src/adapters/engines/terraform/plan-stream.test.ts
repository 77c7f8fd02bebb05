import { describe, expect, it } from 'vitest';
import { createPlanStream } from './plan-stream.ts';

const resource = { addr: 'a.b', resource_type: 'a', action: 'read' };
const read = (lines: readonly (object | string)[]) => {
  const told: (readonly [number, number])[] = [];
  const stream = createPlanStream((...counts) => told.push(counts));
  for (const line of lines) stream.line(typeof line === 'string' ? line : JSON.stringify(line));
  return { told, events: stream.events() };
};

describe('the stream of a plan', () => {
  it('counts managed resources as they are read and leaves data sources out', () => {
    const { told, events } = read([
      { type: 'refresh_start', hook: { resource } },
      { type: 'refresh_start', hook: { resource } },
      { type: 'apply_start', hook: { resource } },
      { type: 'apply_complete', hook: { resource } },
      { type: 'refresh_complete', hook: { resource } },
    ]);
    expect(told).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(events).toMatchObject({ read: 1, started: 2 });
  });

  it.each([
    ['create', 1],
    ['update', 1],
    ['delete', 1],
    ['move', 1],
    ['import', 1],
    ['read', 0],
    ['noop', 0],
  ])('a planned %s counts %i', (action, count) => {
    expect(read([{ type: 'planned_change', change: { resource, action } }]).events.changes).toBe(count);
  });

  it('a change without an action that we know of counts: better one look too many', () => {
    expect(read([{ type: 'planned_change', change: {} }]).events.changes).toBe(1);
    expect(read([{ type: 'resource_drift' }]).events.drifted).toBe(1);
  });

  it('outputs count when they change', () => {
    const outputs = { same: { action: 'noop' }, other: { action: 'update' }, plain: {} };
    expect(read([{ type: 'outputs', outputs }]).events.outputChanges).toBe(1);
  });

  it('takes the version of either engine', () => {
    expect(read([{ type: 'version', terraform: '1.11.4' }]).events.version).toBe('1.11.4');
    expect(read([{ type: 'version', tofu: '1.9.0' }]).events.version).toBe('1.9.0');
  });

  it('keeps the diagnostics', () => {
    const diagnostic = { severity: 'error', summary: 'S', detail: 'D', address: 'a.b', range: {} };
    expect(read([{ type: 'diagnostic', diagnostic }]).events.diagnostics).toEqual([
      { severity: 'error', summary: 'S', detail: 'D', address: 'a.b' },
    ]);
  });

  it('passes over what it does not know', () => {
    const { events } = read([
      'Warning: something on the way',
      '{"type":',
      '[]',
      'null',
      '{}',
      { type: 'constructor' },
      { type: 'brand_new', change: 1 },
      { type: 'refresh_start' },
      { type: 'diagnostic', diagnostic: { severity: 'odd' } },
      { type: 'outputs', outputs: 3 },
      { type: 'version', terraform: 3 },
    ]);
    expect(events).toEqual({
      version: null,
      started: 0,
      read: 0,
      changes: 0,
      drifted: 0,
      outputChanges: 0,
      diagnostics: [],
    });
  });
});
