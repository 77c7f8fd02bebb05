import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { get, pathOf, send, type Query } from './client.ts';
import type {
  ChangeAsked,
  ChangeItem,
  ChangeWhole,
  ChangeWord,
  DeclaredFile,
  Draft,
  ListOf,
  Watch,
} from './types.ts';

const MOST_LIVE = 200;

/** What is not over: few enough for one page. */
export const liveChangesQuery = (filter: Query = {}) =>
  queryOptions({
    queryKey: ['changes', 'live', filter],
    queryFn: ({ signal }) =>
      get<ListOf<ChangeItem>>('/changes', { ...filter, live: true, limit: MOST_LIVE }, signal),
    placeholderData: keepPreviousData,
  });

export const endedChangesQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['changes', 'ended', filter],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<ChangeItem>>('/changes', { ...filter, live: false, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

/** Files that declare a change which is not open as they say it. */
export const declaredQuery = (source?: string) =>
  queryOptions({
    queryKey: ['changes', 'declared', source ?? null],
    queryFn: ({ signal }) =>
      get<ListOf<DeclaredFile>>('/changes/declared', { source, limit: MOST_LIVE }, signal),
    placeholderData: keepPreviousData,
  });

export const changeQuery = (source: string, id: string) =>
  queryOptions({
    queryKey: ['changes', 'one', source, id],
    queryFn: ({ signal }) => get<ChangeWhole>(`/changes${pathOf(source, id)}`, {}, signal),
  });

/** @param number of an earlier watch; null: the newest */
export const watchQuery = (source: string, id: string, number: number | null) =>
  queryOptions({
    queryKey: ['changes', 'watch', source, id, number],
    queryFn: ({ signal }) => get<Watch>(`/changes${pathOf(source, id)}/watch`, { number }, signal),
    placeholderData: keepPreviousData,
  });

const OLD_AFTER = ['changes', 'audit'] as const;

/** A write after which everything about changes is asked for again. */
function useChangeWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSettled: () => Promise.all(OLD_AFTER.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

interface ChangeKey {
  readonly source: string;
  readonly id: string;
}

export const useChangeWord = ({ source, id }: ChangeKey) =>
  useChangeWrite(({ word, reason }: { readonly word: ChangeWord; readonly reason: string | null }) =>
    send<ChangeItem>('POST', `/changes${pathOf(source, id)}/${word}`, reason === null ? {} : { reason }),
  );

export const useCheckChange = ({ source, id }: ChangeKey) =>
  useChangeWrite(() => send<ChangeAsked>('POST', `/changes${pathOf(source, id)}/check`));

export const useOpenChange = () =>
  useChangeWrite(({ source, path }: Pick<DeclaredFile, 'source' | 'path'>) =>
    send<ChangeAsked>('POST', '/changes', { source, file: path }),
  );

/** Whether a text is a declaration; nothing is kept of it. */
export const checkDraft = (text: string): Promise<Draft> => send<Draft>('POST', '/changes/draft', { text });
