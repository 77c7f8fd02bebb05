/** What the API answers. The names of the page; the shapes are the server's. */
import type { Me, Token } from '#http/schema/access.ts';
import type { ChangeItem, ChangeWhole, ChangeWord as Word } from '#http/schema/changes.ts';
import type { Decision } from '#http/schema/decisions.ts';
import type { DriftItem, DriftWhole } from '#http/schema/drift.ts';
import type { SeverityCounts } from '#http/schema/list.ts';
import type { SourceItem } from '#http/schema/sources.ts';
import type { Stack } from '#http/schema/stacks.ts';

export type { MadeToken, Me, Person, SignInWays, Token } from '#http/schema/access.ts';
export type { AuditChain, AuditEntry, AuditState } from '#http/schema/audit.ts';
export type { ChangeAction, ChangeItem, ChangeStep, ChangeWhole, MetricPower } from '#http/schema/changes.ts';
export type { ChangeAsked, DeclaredFile, Draft } from '#http/schema/declarations.ts';
export type { Watch, WatchedMetric } from '#http/schema/watches.ts';
export type { Channel, ChannelTest, DeliveryItem } from '#http/schema/channels.ts';
export type {
  Approved,
  Decided,
  Decision,
  DecisionWhole,
  DifferenceKey,
  RefusedItem,
  Withdrawn,
} from '#http/schema/decisions.ts';
export type {
  DriftEventItem,
  DriftFacets,
  DriftGroup,
  DriftGroups,
  DriftItem,
  DriftWhole,
} from '#http/schema/drift.ts';
export type { FleetEvent } from '#http/schema/events.ts';
export type { Confirmed, FixesAsked, FixPreview } from '#http/schema/fixes.ts';
export type { Fleet, FleetDay, FleetHistory } from '#http/schema/fleet.ts';
export type { Job, JobEvent, JobWhole } from '#http/schema/jobs.ts';
export type { SourceItem } from '#http/schema/sources.ts';
export type { SloFigure } from '#http/schema/slo.ts';
export type { Scan, ScanAsked, Stack, StackWhole } from '#http/schema/stacks.ts';

export type ChangeState = ChangeItem['state'];
export type ChangeWord = Word;
export type Outcome = NonNullable<ChangeItem['verdict']>['outcome'];
export type Declaration = ChangeWhole['declaration'];
export type Severity = DriftItem['severity'];
export type DriftClass = DriftItem['class'];
export type DriftState = DriftItem['state'];
export type StackStatus = Stack['status'];
export type DecisionKind = Decision['kind'];
export type BySeverity = SeverityCounts;
export type Side = DriftWhole['sides']['code']['side'];
export type Json = Extract<Side, { kind: 'value' }>['value'];

/** A page of a list. */
export interface ListOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total: number;
  readonly total_is?: 'exact' | 'recent' | 'at_least';
}

export type Role = Grant['role'];
export type Grant = Me['grants'][number];
export type Scope = Token['scopes'][number];

/** Where a secret is, never the secret. */
export type SecretReference = NonNullable<NonNullable<SourceItem['credential']>['secret']>;
