import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FleetEvent } from './types.ts';

/** What an event of the server makes old. */
const OLD_BY_KIND: Readonly<Record<FleetEvent['kind'], readonly string[]>> = {
  scan: ['fleet', 'stacks', 'drift'],
  drift: ['fleet', 'drift', 'stacks'],
  decision: ['drift', 'decisions', 'fleet'],
  fix: ['drift', 'fleet'],
  change: ['changes'],
  job: ['jobs', 'stacks', 'drift'],
  source: ['sources', 'stacks', 'fleet', 'changes'],
  notice: ['channels', 'deliveries'],
  reset: [
    'fleet',
    'stacks',
    'drift',
    'decisions',
    'changes',
    'jobs',
    'sources',
    'channels',
    'deliveries',
    'audit',
  ],
};

/** A burst of events, such as a fleet's hourly scans, asks once. */
const GATHER_MS = 700;

export type Live = 'on' | 'lost';

/** Keeps what is on the page fresh while it is looked at. */
export function useLiveRefresh(): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>('on');
  useEffect(() => {
    const stream = new EventSource('/api/v1/events');
    const old = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      for (const name of old) void queries.invalidateQueries({ queryKey: [name] });
      old.clear();
    };
    const hear = (event: MessageEvent<string>): void => {
      for (const name of OLD_BY_KIND[kindOf(event)]) old.add(name);
      timer ??= setTimeout(refresh, GATHER_MS);
    };
    let wasLost = false;
    for (const kind of ['message', ...Object.keys(OLD_BY_KIND)]) stream.addEventListener(kind, hear);
    stream.addEventListener('open', () => {
      setLive('on');
      // What happened while nobody listened is not told again.
      if (wasLost) void queries.invalidateQueries();
      wasLost = false;
    });
    stream.addEventListener('error', () => {
      wasLost = true;
      setLive('lost');
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [queries]);
  return live;
}

/** What is not understood, such as an event of a newer server, makes everything old. */
function kindOf({ data }: MessageEvent<string>): FleetEvent['kind'] {
  try {
    const { kind } = JSON.parse(data) as { readonly kind?: string };
    return kind !== undefined && kind in OLD_BY_KIND ? (kind as FleetEvent['kind']) : 'reset';
  } catch {
    return 'reset';
  }
}
