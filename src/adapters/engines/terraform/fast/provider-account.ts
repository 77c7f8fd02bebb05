import type { SharedProvider } from './provider-instance.ts';
import type { ProviderPool } from './provider-pool.ts';

/** Where the time of one provider went, for `--verbose`. */
export interface ProviderAccount {
  readonly source: string;
  readonly processes: number;
  readonly startMs: number;
  readonly schemaBytes: number;
  readonly servedBytes: number;
  readonly calls: Readonly<Record<Counted, { readonly times: number; readonly ms: number }>>;
}

type Counted = Parameters<SharedProvider['count']>[0];

export function createProviderAccount(
  source: string,
  schema: Pick<ProviderAccount, 'schemaBytes' | 'servedBytes'>,
  pool: ProviderPool,
) {
  const calls: Record<Counted, { times: number; ms: number }> = {
    remembered: { times: 0, ms: 0 },
    checked: { times: 0, ms: 0 },
    configured: { times: 0, ms: 0 },
    forwarded: { times: 0, ms: 0 },
  };
  return {
    count: (what: Counted, ms: number): void => {
      calls[what].times += 1;
      calls[what].ms += ms;
    },
    read: (): ProviderAccount => {
      const { started, startMs } = pool.facts();
      return { source, processes: started, startMs, ...schema, calls };
    },
  };
}

/** One line for a person; times of calls that ran side by side are added up. */
export function accountLine({
  source,
  processes,
  startMs,
  schemaBytes,
  servedBytes,
  calls,
}: ProviderAccount): string {
  const { remembered, checked, configured, forwarded } = calls;
  return [
    `fast: ${source}: ${processes} started (first answer after ${Math.round(startMs)} ms)`,
    `schema ${kilobytes(servedBytes)} of ${kilobytes(schemaBytes)}`,
    `configuration checks ${times(checked)}, remembered ${times(remembered)}`,
    `configured ${times(configured)}`,
    `other calls ${times(forwarded)}`,
  ].join('; ');
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`;

const times = ({ times: n, ms }: { readonly times: number; readonly ms: number }): string =>
  `${n} in ${Math.round(ms)} ms`;
