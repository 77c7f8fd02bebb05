import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, send } from './client.ts';
import type { Channel, DeliveryItem, ListOf, Person, SourceItem, Token } from './types.ts';

/** Lists of settings are short: one page holds them. */
const whole = <Item>(name: string, query: Readonly<Record<string, string>> = {}) =>
  queryOptions({
    queryKey: [name, query],
    queryFn: ({ signal }) => get<ListOf<Item>>(`/${name}`, { limit: 200, ...query }, signal),
  });

export const sourcesQuery = whole<SourceItem>('sources');
export const channelsQuery = whole<Channel>('channels');
export const deadDeliveriesQuery = whole<DeliveryItem>('deliveries', { state: 'dead' });
export const peopleQuery = whole<Person>('people');
export const tokensQuery = whole<Token>('tokens');

export type SettingName = 'sources' | 'channels' | 'deliveries' | 'people' | 'tokens';

interface Write {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Of one of them; without it all are meant. */
  readonly id?: string;
  /** Such as `test`. */
  readonly act?: string;
  readonly body?: unknown;
}

/** A write to a list of settings, after which the list is asked for again. */
export function useSettingWrite<Output = unknown>(name: SettingName) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ method, id, act, body }: Write) =>
      send<Output>(
        method,
        `/${name}${id === undefined ? '' : pathOf(id)}${act === undefined ? '' : `/${act}`}`,
        body,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: [name] }),
  });
}
