import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, type Query } from './client.ts';
import type { AuditEntry, AuditState, ListOf } from './types.ts';

export const auditQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<ListOf<AuditEntry>>('/audit', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const auditStateQuery = queryOptions({
  queryKey: ['audit', 'state'],
  queryFn: ({ signal }) => get<AuditState>('/audit/state', {}, signal),
  staleTime: 60_000,
});
