import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** As in `tables.ts`. */
type Instant = ColumnType<Date, string, string>;
type Json = ColumnType<unknown, string, string>;

export interface ChangeTable {
  project_id: number;
  id: string;
  document: Json;
  state: GeneratedAlways<string>;
  attempt: GeneratedAlways<number>;
  opened_at: Instant;
}

export interface ChangeEventTable {
  id: Generated<string>;
  project_id: number;
  change: string;
  at: Instant;
  kind: string;
  actor: string;
  text: string;
}

export interface ChangeLockTable {
  /** 0 for services; else the project. */
  scope: number;
  key: string;
  project_id: number;
  change: string;
  owner: string;
  channel: string;
  since: Instant;
}

export interface ChangeLookTable {
  project_id: number;
  change: string;
  watch: number;
  number: number;
  document: Json;
}

export interface ChangeWordTable {
  project_id: number;
  change: string;
  mark: string;
  at: Instant;
}

export interface ChangeFileTable {
  source: string;
  path: string;
  document: Json;
  commit: string | null;
  seen_at: Instant;
}

export interface WatchHistoryTable {
  project_id: number;
  change: string;
  watch: number;
  document: Json;
}
