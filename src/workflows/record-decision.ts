import { decisionRecord, type RecordEnd, type RecordEvidence } from '#domain/decision/decision-record.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { DriftEvent, DriftEventKind } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Json } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { DecisionBook } from '#ports/decision-book.ts';
import type { Memory, MemoryReading } from '#ports/memory.ts';

export interface RecordDependencies {
  readonly memory: Memory;
  readonly book: DecisionBook;
  readonly clock: Clock;
  /** Where a stack's code lies, absolute; null: it is not here. */
  readonly stackFolder: (stack: string) => Promise<string | null>;
}

export interface Filed {
  /** Files of the repository that were written, from the project's root. */
  readonly files: readonly string[];
  /** Sentences: what could not be written. */
  readonly problems: readonly string[];
}

/**
 * What a decision that stands leaves in the repository: an acceptance its record, because scans hold reality to it, and
 * an ignored difference its line. The others get their records when they are carried out.
 */
export async function fileDecision(
  decision: Decision,
  records: readonly DriftRecord[],
  deps: RecordDependencies,
): Promise<Filed> {
  if (records.every((record) => record.state === 'awaiting_approval')) return { files: [], problems: [] };
  if (decision.kind === 'accept') return recordDecisions([decision.id], deps);
  if (decision.kind !== 'ignore') return { files: [], problems: [] };
  const lines = await ignoreLines(decision, records, deps);
  const recorded = await recordDecisions([decision.id], deps);
  return {
    files: [...new Set([...lines.files, ...recorded.files])],
    problems: [...lines.problems, ...recorded.problems],
  };
}

/** Writes the records of decisions as they stand now; one that has a record has it written anew in its place. */
export async function recordDecisions(ids: readonly string[], deps: RecordDependencies): Promise<Filed> {
  const files: string[] = [];
  const problems: string[] = [];
  for (const id of new Set(ids)) {
    const decision = await deps.memory.findDecision(id);
    if (decision === null || !isDue(decision)) continue;
    const written = await recordOne(decision, deps);
    if (written === null) continue;
    if ('file' in written) {
      if (written.changed) files.push(written.file);
    } else problems.push(`The record of decision ${id} could not be written: ${written.problem}`);
  }
  return { files, problems };
}

/**
 * Writes what a killed process may have left out: the records of decisions that have ended. An acceptance that ended
 * must not stand in the repository as one that holds.
 * @param since ISO 8601; older decisions are left alone
 */
export async function recordEnded(since: string, deps: RecordDependencies): Promise<Filed> {
  const decisions = await deps.memory.decisionsSince(since);
  const due = decisions.filter(
    ({ inForce, kind, record }) => !inForce && (record === null || kind === 'accept'),
  );
  return recordDecisions(
    due.map(({ id }) => id),
    deps,
  );
}

const isDue = ({ kind, inForce, record }: Decision): boolean =>
  record !== null || !inForce || kind === 'accept' || kind === 'ignore';

async function recordOne(
  decision: Decision,
  { memory, book, clock }: RecordDependencies,
): Promise<{ readonly file: string; readonly changed: boolean } | { readonly problem: string } | null> {
  const records = await recordsOf(memory, decision);
  const events = await eventsOf(memory, decision, records);
  const ended = decision.inForce ? null : endOf(decision, records, events);
  // Taken back before anything came of it: there is nothing to tell the repository.
  if (decision.record === null && (ended?.how === 'withdrawn' || ended?.how === 'replaced')) return null;
  const { title, text } = decisionRecord({
    decision,
    records,
    ended,
    evidence: await evidenceOf(memory, decision, events),
  });
  const written = await book.write({ decision: decision.id, title, text });
  if ('problem' in written || (!written.changed && written.file === decision.record)) return written;
  await memory.change(async (change) => {
    // It may have moved on while the file was written: only the file's name is added.
    const now = await change.findDecision(decision.id);
    if (now === null) return;
    await change.saveDecision({ ...now, record: written.file });
    await change.appendAudit({
      at: clock.now().toISOString(),
      actor: 'kedge',
      action: RECORDED,
      subject: decision.id,
      details: { file: written.file },
    });
  });
  return written;
}

async function ignoreLines(
  decision: Decision,
  records: readonly DriftRecord[],
  { book, stackFolder }: RecordDependencies,
): Promise<Filed> {
  const files: string[] = [];
  const problems: string[] = [];
  for (const { stack, difference } of records) {
    const folder = await stackFolder(stack);
    const written =
      folder === null
        ? { problem: `The stack ${stack} is not below this folder.` }
        : await book.ignore({
            stackFolder: folder,
            difference,
            owner: decision.owner,
            reason: decision.reason,
            until: decision.until,
          });
    if ('file' in written) files.push(written.file);
    else problems.push(`${difference.fingerprint} is not ignored yet: ${written.problem}`);
  }
  return { files, problems };
}

/** What a decision is about, as memory has it now. */
export async function recordsOf(
  memory: MemoryReading,
  { subjects }: Decision,
): Promise<readonly DriftRecord[]> {
  const found: DriftRecord[] = [];
  for (const { fingerprint, stack } of subjects) {
    const records = await memory.findDrift(fingerprint);
    found.push(...records.filter((record) => record.stack === stack && record.fingerprint === fingerprint));
  }
  return found;
}

async function eventsOf(
  memory: MemoryReading,
  { at }: Decision,
  records: readonly DriftRecord[],
): Promise<readonly DriftEvent[]> {
  const timelines: DriftEvent[] = [];
  for (const { stack, fingerprint } of records) {
    timelines.push(...(await memory.timeline(stack, fingerprint)));
  }
  return timelines.filter((event) => event.at >= at);
}

/** How the last thing that happened to a difference ended the decision about it. */
const END_BY_EVENT: Readonly<Partial<Record<DriftEventKind, RecordEnd['how']>>> = {
  verified: 'carried out',
  not_verified: 'not verified',
  vanished: 'gone',
  withdrawn: 'withdrawn',
  expired: 'expired',
  changed: 'changed further',
  reopened: 'changed further',
  decided: 'replaced',
};

/** With several differences the one that ended worst speaks for all. */
const WORST_FIRST: readonly RecordEnd['how'][] = [
  'not verified',
  'changed further',
  'expired',
  'withdrawn',
  'replaced',
  'gone',
  'carried out',
];

function endOf(
  decision: Decision,
  records: readonly DriftRecord[],
  events: readonly DriftEvent[],
): RecordEnd {
  const ends = records.flatMap((record) => {
    const own = events.filter(
      (event) =>
        event.fingerprint === record.fingerprint &&
        event.stack === record.stack &&
        !isMaking(event, decision),
    );
    const last = own.findLast((event) => END_BY_EVENT[event.kind] !== undefined);
    const how = last === undefined ? undefined : END_BY_EVENT[last.kind];
    return last === undefined || how === undefined ? [] : [{ how, at: last.at }];
  });
  const how = WORST_FIRST.find((each) => ends.some((end) => end.how === each)) ?? 'withdrawn';
  const at =
    ends
      .map((end) => end.at)
      .toSorted()
      .at(-1) ?? decision.at;
  return { how, at };
}

/** That it was made is no end of it; what ended it names it, too. */
const isMaking = ({ kind, evidence }: DriftEvent, { id, kind: decided }: Decision): boolean =>
  kind === 'decided' && evidence['decision'] === id && evidence['kind'] === decided;

const RECORDED = 'decision.recorded';

/** How far back in the audit log a record looks for what belongs to it. */
const AUDIT_REACH = 1000;

async function evidenceOf(
  memory: MemoryReading,
  decision: Decision,
  events: readonly DriftEvent[],
): Promise<RecordEvidence> {
  const said = (name: string): Json | undefined =>
    events.findLast((event) => event.evidence[name] !== undefined)?.evidence[name];
  const text = (name: string): string | null => {
    const value = said(name);
    return typeof value === 'string' ? value : null;
  };
  const run = text('run');
  const verified = events.findLast((event) => event.kind === 'verified');
  const read = verified?.evidence['resources_read'];
  const head = await memory.auditHead();
  const entries = await memory.auditEntries(Math.max(0, head.number - AUDIT_REACH), AUDIT_REACH);
  const subjects = new Set([decision.id, ...(run === null ? [] : [run])]);
  return {
    scan: text('scan'),
    run,
    planDigest: text('plan_sha256'),
    branch: text('branch'),
    commit: text('commit'),
    verified:
      verified === undefined || typeof read !== 'number' ? null : { at: verified.at, resourcesRead: read },
    audit: entries
      // The entry of the record itself would change the record with each writing of it.
      .filter(({ subject, action }) => subjects.has(subject) && action !== RECORDED)
      .map(({ number, action, hash }) => ({ number, action, hash })),
  };
}
