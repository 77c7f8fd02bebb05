import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, pathOf, type Query } from './client.ts';
import type { DriftFacets, DriftGroups, DriftItem, DriftWhole, ListOf } from './types.ts';

const PAGE = 100;

export const driftListQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['drift', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<DriftItem>>('/drift', { ...filter, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const driftGroupsQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['drift', 'groups', filter],
    queryFn: ({ signal }) => get<DriftGroups>('/drift/groups', { ...filter, limit: PAGE }, signal),
    placeholderData: keepPreviousData,
  });

export const driftFacetsQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['drift', 'facets', filter],
    queryFn: ({ signal }) => get<DriftFacets>('/drift/facets', filter, signal),
    placeholderData: keepPreviousData,
  });

/** Two stacks of a source may hold the same fingerprint; the stack then tells them apart. */
export const differenceQuery = (source: string, fingerprint: string, stack?: string) =>
  queryOptions({
    queryKey: ['drift', 'one', source, fingerprint, stack ?? null],
    queryFn: ({ signal }) => get<DriftWhole>(`/drift${pathOf(source, fingerprint)}`, { stack }, signal),
  });
