import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, pathOf, send } from './client.ts';
import type { Confirmed, JobEvent, JobWhole } from './types.ts';

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => get<JobWhole>(`/jobs${pathOf(id)}`, {}, signal),
  });

export const cancelJob = (id: string): Promise<unknown> => send('DELETE', `/jobs${pathOf(id)}`);

/** Carries out the plan that was shown: another one is refused. */
export const confirmFix = (job: string, previewDigest: string): Promise<Confirmed> =>
  send<Confirmed>('POST', `/fixes${pathOf(job)}/confirm`, { preview_digest: previewDigest });

const ENDED = new Set<JobWhole['state']>(['done', 'failed', 'cancelled']);

export const isEnded = (state: JobWhole['state']): boolean => ENDED.has(state);

export interface LiveJob {
  readonly job: JobWhole | null;
  readonly error: Error | null;
  readonly lines: readonly JobLine[];
}

export type JobLine = Pick<JobWhole['lines'][number], 'number' | 'text'>;

interface Heard {
  /** Of which job: its lines must not stand under another. */
  readonly id: string;
  readonly lines: readonly JobLine[];
}

/** A job and what it says, as it says it. */
export function useJob(id: string): LiveJob {
  const queries = useQueryClient();
  const { data, error } = useQuery(jobQuery(id));
  const [heard, setHeard] = useState<Heard>({ id, lines: [] });
  const isOver = data !== undefined && isEnded(data.state);
  useEffect(() => {
    if (isOver) return;
    const stream = new EventSource(`/api/v1/jobs${pathOf(id)}/events`);
    const hear = ({ data: text }: MessageEvent<string>): void => {
      const event = JSON.parse(text) as JobEvent;
      if (event.kind === 'line') {
        setHeard((before) => ({ id, lines: [...(before.id === id ? before.lines : []), event] }));
      }
      if (event.kind === 'progress') {
        queries.setQueryData(jobQuery(id).queryKey, (job) =>
          job === undefined ? job : { ...job, progress: event },
        );
      }
      if (event.kind === 'state') void queries.invalidateQueries({ queryKey: ['jobs', id] });
    };
    for (const kind of ['message', 'line', 'progress', 'state']) stream.addEventListener(kind, hear);
    return () => stream.close();
  }, [id, isOver, queries]);
  return { job: data ?? null, error, lines: merged(data?.lines ?? [], heard.id === id ? heard.lines : []) };
}

/** Each line once, whichever way it came. */
function merged(stored: readonly JobLine[], heard: readonly JobLine[]): readonly JobLine[] {
  const byNumber = new Map([...stored, ...heard].map((line) => [line.number, line]));
  return [...byNumber.values()].toSorted((a, b) => a.number - b.number);
}
