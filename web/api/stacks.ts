import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, pathOf, type Query } from './client.ts';
import type { ListOf, Scan, Stack, StackWhole } from './types.ts';

/** The worst stacks of the fleet, for tiles. */
export const worstStacksQuery = (limit: number) =>
  queryOptions({
    queryKey: ['stacks', 'worst', limit],
    queryFn: ({ signal }) => get<ListOf<Stack>>('/stacks', { limit }, signal),
  });

export const stacksQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['stacks', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<Stack>>('/stacks', { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const stackQuery = (source: string, stack: string) =>
  queryOptions({
    queryKey: ['stacks', 'one', source, stack],
    queryFn: ({ signal }) => get<StackWhole>(`/stacks${pathOf(source, stack)}`, {}, signal),
  });

export const scansQuery = (source: string, stack: string) =>
  infiniteQueryOptions({
    queryKey: ['stacks', 'scans', source, stack],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<Scan>>(`/stacks${pathOf(source, stack)}/scans`, { cursor: pageParam, limit: 60 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
