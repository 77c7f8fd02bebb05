import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, pathOf, type Query } from './client.ts';
import type { Decision, DecisionWhole, ListOf } from './types.ts';

export const decisionsQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['decisions', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<Decision>>('/decisions', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const decisionQuery = (source: string, id: string) =>
  queryOptions({
    queryKey: ['decisions', 'one', source, id],
    queryFn: ({ signal }) => get<DecisionWhole>(`/decisions${pathOf(source, id)}`, {}, signal),
  });
