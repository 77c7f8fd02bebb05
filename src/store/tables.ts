import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import type {
  PersonTable,
  SessionTable,
  ApiTokenTable,
  SignInLinkTable,
  ProviderFlowTable,
  SignInTriesTable,
} from './access-tables.ts';
import type {
  ChangeEventTable,
  ChangeFileTable,
  ChangeLockTable,
  ChangeLookTable,
  ChangeTable,
  ChangeWordTable,
  WatchHistoryTable,
} from './change-tables.ts';

/** Every table of the schema `kedge`. Rows, not domain types: each store file turns its own into the domain's. */
export interface Tables {
  readonly 'kedge.project': ProjectTable;
  readonly 'kedge.stack': StackTable;
  readonly 'kedge.scan': ScanTable;
  readonly 'kedge.drift': DriftTable;
  readonly 'kedge.drift_event': DriftEventTable;
  readonly 'kedge.decision': DecisionTable;
  readonly 'kedge.fix_run': FixRunTable;
  readonly 'kedge.audit_entry': AuditEntryTable;
  readonly 'kedge.audit_head': AuditHeadTable;
  readonly 'kedge.change': ChangeTable;
  readonly 'kedge.change_event': ChangeEventTable;
  readonly 'kedge.change_file': ChangeFileTable;
  readonly 'kedge.change_lock': ChangeLockTable;
  readonly 'kedge.change_look': ChangeLookTable;
  readonly 'kedge.change_word': ChangeWordTable;
  readonly 'kedge.watch_history': WatchHistoryTable;
  readonly 'kedge.source': SourceTable;
  readonly 'kedge.fleet_stack': FleetStackTable;
  readonly 'kedge.scan_report': ScanReportTable;
  readonly 'kedge.fleet_change': FleetChangeTable;
  readonly 'kedge.rate_bucket': RateBucketTable;
  readonly 'kedge.worker': WorkerTable;
  readonly 'kedge.digest_key': DigestKeyTable;
  readonly 'kedge.hook_delivery': HookDeliveryTable;
  readonly 'kedge.job': JobTable;
  readonly 'kedge.job_line': JobLineTable;
  readonly 'kedge.job_step': JobStepTable;
  readonly 'kedge.person': PersonTable;
  readonly 'kedge.session': SessionTable;
  readonly 'kedge.api_token': ApiTokenTable;
  readonly 'kedge.sign_in_link': SignInLinkTable;
  readonly 'kedge.provider_flow': ProviderFlowTable;
  readonly 'kedge.sign_in_tries': SignInTriesTable;
  readonly 'kedge.answered_request': AnsweredRequestTable;
  readonly 'kedge.channel': ChannelTable;
  readonly 'kedge.notice': NoticeTable;
  readonly 'kedge.notice_member': NoticeMemberTable;
  readonly 'kedge.delivery': DeliveryTable;
}

/** A database, or a transaction of one. */
export type Database = Kysely<Tables>;

/** timestamptz: written as ISO 8601 text in UTC with milliseconds. */
type Instant = ColumnType<Date, string, string>;
type OptionalInstant = ColumnType<Date | null, string | null, string | null>;
/** jsonb: written as the text of `jsonText`. */
type Json = ColumnType<unknown, string, string>;
type OptionalJson = ColumnType<unknown, string | null, string | null>;

interface ProjectTable {
  id: GeneratedAlways<number>;
  name: string;
}

interface StackTable {
  project_id: number;
  stack: string;
  path: string;
  owner: string | null;
  last_scan: string | null;
  moves: Json;
}

interface ScanTable {
  project_id: number;
  id: string;
  stack: string;
  at: Instant;
  status: string;
  unknown: string | null;
  unknown_text: string | null;
  found: number;
  reported: number;
  suppressed: number;
  drift: number;
  resources_read: number;
  evidence: OptionalJson;
  duration_ms: number | null;
  way: string | null;
  /** Grows with every scan that is taken in. */
  number: GeneratedAlways<string | number>;
}

export interface DriftTable {
  project_id: number;
  stack: string;
  fingerprint: string;
  state: string;
  closed: GeneratedAlways<boolean>;
  difference: Json;
  /** Drift 0 to 3 by severity, reported apart 4 to 7. */
  rank: GeneratedAlways<number>;
  address: GeneratedAlways<string>;
  path: GeneratedAlways<string>;
  class: GeneratedAlways<string>;
  /** A hash of stack and address, to count resources by: an index has room for it. */
  resource: GeneratedAlways<string>;
  /** Equal for the same change wherever it hit: a digest of `causeKey`. */
  cause: string;
  first_seen: Instant;
  last_seen: Instant;
  opened_at: Instant;
  decided_at: OptionalInstant;
  closed_at: OptionalInstant;
  times_reopened: number;
  toggles: Json;
  decision: string | null;
  aliases: string[];
}

interface DriftEventTable {
  id: Generated<string>;
  project_id: number;
  stack: string;
  fingerprint: string;
  at: Instant;
  kind: string;
  actor: string | null;
  text: string;
  evidence: Json;
}

interface DecisionTable {
  project_id: number;
  id: string;
  kind: string;
  at: Instant;
  by: string;
  owner: string;
  channel: string | null;
  reason: string;
  until: string | null;
  destroy_approved: boolean;
  approvals_needed: number;
  approvals: Json;
  subjects: Json;
  in_force: boolean;
  record: string | null;
}

export interface FixRunTable {
  project_id: number;
  id: string;
  kind: string;
  stack: string;
  fingerprints: string[];
  decisions: string[];
  actor: string;
  started_at: Instant;
  updated_at: Instant;
  step: string;
  outcome: string | null;
  text: string | null;
  attempt: number;
  holder: Json;
  before: OptionalJson;
  plan_digest: string | null;
  apply_folder: string | null;
  branch: string | null;
  commit: string | null;
}

interface AuditEntryTable {
  project_id: number;
  number: number;
  at: Instant;
  actor: string;
  action: string;
  subject: string;
  details: Json;
  previous: string;
  hash: string;
}

interface AuditHeadTable {
  project_id: number;
  number: number;
  hash: string;
}

interface SourceTable {
  name: string;
  settings: Json;
  project_id: number | null;
  synced_at: OptionalInstant;
  synced_commit: string | null;
  sync_problem: string | null;
}

export interface FleetStackTable {
  source: string;
  stack: string;
  path: string;
  owner: string | null;
  team: string | null;
  channel: string | null;
  cron: string;
  time_zone: string;
  jitter_ms: number;
  stale_after: number;
  account: string | null;
  added_at: Instant;
  gone_since: OptionalInstant;
  next_run_at: OptionalInstant;
  last_tried_at: OptionalInstant;
  last_good_at: OptionalInstant;
  last_duration_ms: number | null;
  stale_since: OptionalInstant;
}

interface ScanReportTable {
  source: string;
  stack: string;
  scan: string;
  at: Instant;
  report: OptionalJson;
}

interface FleetChangeTable {
  /** bigint: a text from one driver, a number from the other. */
  number: GeneratedAlways<string | number>;
  at: Instant;
  kind: string;
  source: string | null;
  stack: string | null;
  subject: string | null;
}

interface RateBucketTable {
  account: string;
  tokens: number;
  at_ms: number;
}

interface HookDeliveryTable {
  source: string;
  mark: string;
  at: Instant;
}

interface DigestKeyTable {
  one: Generated<boolean>;
  proof: string;
  since: Instant;
}

interface WorkerTable {
  id: string;
  host: string;
  pid: number;
  started_at: Instant;
  seen_at: Instant;
  running: number;
  slots: number;
}

export interface JobTable {
  id: string;
  number: GeneratedAlways<string | number>;
  task: string;
  data: Json;
  source: string | null;
  stack: string | null;
  key: string | null;
  once: string | null;
  state: string;
  priority: number;
  requested_by: string;
  created_at: Instant;
  start_after: OptionalInstant;
  started_at: OptionalInstant;
  ended_at: OptionalInstant;
  attempt: Generated<number>;
  worker: string | null;
  progress: OptionalJson;
  result: OptionalJson;
  problem: string | null;
  cancelled_by: string | null;
  delivery: string;
  taken: number | null;
  trace: string | null;
}

interface JobLineTable {
  job: string;
  number: number;
  at: Instant;
  text: string;
}

interface JobStepTable {
  job: string;
  name: string;
  result: Json;
}

interface AnsweredRequestTable {
  person: string;
  key: string;
  digest: string;
  at: Instant;
  status: number | null;
  type: string | null;
  body: string | null;
}

export interface ChannelTable {
  id: string;
  name: string;
  settings: Json;
  immediate: string;
  digest_cron: string;
  digest_time_zone: string;
  digest_done_at: ColumnType<Date | null, string | null | undefined, string | null>;
  is_default: boolean;
  created_at: Instant;
  updated_at: Instant;
}

export interface NoticeTable {
  id: string;
  project_id: number | null;
  channel_id: string | null;
  topic: string;
  key: string;
  state: string;
  way: string;
  severity: string;
  title: string;
  opened_at: Instant;
  updated_at: Instant;
  closed_at: OptionalInstant;
  times_reopened: number;
  ended: Json;
  called_about: number;
  called_at: Instant;
  reference: Generated<string | null>;
  posted: Generated<boolean>;
  told_message: Generated<string | null>;
  told_event: Generated<string | number | null>;
}

interface NoticeMemberTable {
  notice_id: string;
  project_id: number;
  stack: string;
  fingerprint: string;
  /** As `severityRank`. */
  rank: number;
  address: string;
  opened_at: Instant;
  decided: boolean;
  digest: string;
  sample: Json;
}

export interface DeliveryTable {
  id: string;
  number: GeneratedAlways<string | number>;
  notice_id: string;
  kind: string;
  message: Json;
  state: string;
  attempts: Generated<number>;
  due_at: Instant;
  maybe_sent_since: ColumnType<Date | null, string | null | undefined, string | null>;
  created_at: Instant;
  ended_at: OptionalInstant;
  problem: string | null;
}
