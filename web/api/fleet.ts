import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type { Fleet, FleetHistory } from './types.ts';

export const fleetQuery = queryOptions({
  queryKey: ['fleet'],
  queryFn: ({ signal }) => get<Fleet>('/fleet', {}, signal),
});

export const historyQuery = (days: number) =>
  queryOptions({
    queryKey: ['fleet', 'history', days],
    queryFn: ({ signal }) => get<FleetHistory>('/fleet/history', { days }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
