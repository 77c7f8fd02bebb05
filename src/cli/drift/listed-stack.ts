import type { ScanSummary } from '#domain/drift/life/scan-record.ts';

/** What lists say of a stack. On a server it belongs to a source, and its id is unique only there. */
export interface ListedStack {
  readonly source?: string;
  readonly stack: string;
  readonly owner: string | null;
  readonly lastScan: Pick<ScanSummary, 'status' | 'at'> | null;
}

/** `envs/prod`; on a server `shop/envs/prod`. */
export const stackName = ({ source, stack }: { readonly source?: string; readonly stack: string }): string =>
  source === undefined ? stack : `${source}/${stack}`;
