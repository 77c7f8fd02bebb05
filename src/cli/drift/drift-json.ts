import { ageOf, type Attention } from '#domain/drift/life/attention.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import { FIGURE_MEANING, FIGURE_NAMES, type DriftFigures } from '#domain/drift/life/drift-figures.ts';
import { worstVerdict, type ObjectiveVerdict } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftPage } from '#ports/memory.ts';
import { decisionJson, type ShownDecision } from '../decided-text.ts';
import { groupText, type DriftListContext, type ListedGroup } from './drift-list.ts';
import type { TimelineContext } from './drift-timeline.ts';
import { stackName } from './listed-stack.ts';

/**
 * The JSON of `kedge drift`. All of it is made of what memory holds, so it is redacted; instants are ISO 8601 in UTC,
 * times in milliseconds, shares from 0 to 1. Fields are added, never renamed, under one `version`. It has to be written
 * by `jsonText`, which escapes what a terminal would act on.
 */
export const DRIFT_JSON_VERSION = '1.0';

/** `kedge drift --json`: a page of the list; `next` is for `--after`, null on the last page. */
export function driftListJson(
  page: DriftPage,
  groups: readonly ListedGroup[],
  now: string,
  context: DriftListContext,
): object {
  const owners = new Map(context.stacks.map((stack) => [stackName(stack), stack.owner]));
  return {
    version: DRIFT_JSON_VERSION,
    at: now,
    total: page.total,
    ...(context.atLeast === true ? { total_is: 'at_least' } : {}),
    next: page.next,
    unread_stacks: context.stacks
      .filter(({ lastScan }) => lastScan === null || lastScan.status === 'unknown')
      .map(stackName),
    groups: groups.map((group) => ({
      cause: groupText(group),
      first: group.first.fingerprint,
      differences: group.differences,
      resources: group.resources,
      stacks: group.stacks,
    })),
    differences: page.records.map((record) =>
      recordJson(record, now, { ...context, owner: owners.get(stackName(record)) ?? null }),
    ),
  };
}

/** `kedge drift show ID --json`: one life. */
export function driftTimelineJson(
  record: DriftRecord,
  events: readonly DriftEvent[],
  decision: ShownDecision | null,
  now: string,
  context: TimelineContext,
): object {
  return {
    version: DRIFT_JSON_VERSION,
    at: now,
    ...recordJson(record, now, context),
    decision: decision === null ? null : decisionJson(decision),
    timeline: events.map(({ at, kind, actor, text, evidence }) => ({ at, kind, actor, text, evidence })),
  };
}

/** `kedge drift slo --json`. `verdict` is the worst of all: missed, no_data, met; null where no objective is set. */
export function objectivesJson(
  figures: DriftFigures,
  verdicts: readonly ObjectiveVerdict[],
  windowMs: number,
  now: string,
): object {
  const byName = new Map<string, ObjectiveVerdict>(verdicts.map((verdict) => [verdict.name, verdict]));
  return {
    version: DRIFT_JSON_VERSION,
    at: now,
    window_ms: windowMs,
    verdict: worstVerdict(verdicts),
    figures: FIGURE_NAMES.map((name) => ({
      name,
      unit: FIGURE_MEANING[name].unit,
      value: figures[name].value,
      points: figures[name].points,
      objective: byName.get(name)?.limit ?? null,
      verdict: byName.get(name)?.verdict ?? null,
    })),
  };
}

/** `decision` is its id; `source` is there where there are several. */
function recordJson(
  record: DriftRecord & { readonly source?: string },
  now: string,
  context: TimelineContext,
): object {
  return {
    fingerprint: record.fingerprint,
    aliases: record.aliases,
    ...(record.source === undefined ? {} : { source: record.source }),
    stack: record.stack,
    owner: context.owner,
    state: record.state,
    age_ms: ageOf(record, now),
    first_seen: record.firstSeen,
    last_seen: record.lastSeen,
    opened_at: record.openedAt,
    decided_at: record.decidedAt,
    closed_at: record.closedAt,
    times_reopened: record.timesReopened,
    toggles: record.toggles,
    decision: record.decision,
    attention: context.attention(record).map(attentionJson),
    difference: record.difference,
  };
}

function attentionJson(attention: Attention): object {
  switch (attention.kind) {
    case 'flapping':
      return { kind: attention.kind, toggles: attention.toggles, window_ms: attention.windowMs };
    case 'acceptance_ends':
      return { kind: attention.kind, until: attention.until, days: attention.days };
    case 'too_old':
      return { kind: attention.kind, limit_ms: attention.limitMs };
  }
}
