import { mayExecute } from '#domain/decision/approve.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { MemoryReading } from '#ports/memory.ts';
import type { FixSubject } from './fix-request.ts';

export interface DecidedSubject {
  readonly subject: FixSubject;
  readonly kind: FixRun['kind'];
}

/**
 * What is decided to be done about a difference, if this person may do it now. `problem` is a sentence.
 * @param known decisions that were read before
 */
export async function subjectOf(
  memory: MemoryReading,
  record: DriftRecord,
  known: Map<string, Decision>,
  actor: string,
): Promise<DecidedSubject | { readonly problem: string }> {
  const { fingerprint, state } = record;
  const decision =
    record.decision === null
      ? null
      : (known.get(record.decision) ?? (await memory.findDecision(record.decision)));
  if (state !== 'approved' || decision === null)
    return { problem: `${fingerprint}: ${await whyNot(memory, record)}` };
  known.set(decision.id, decision);
  const may = mayExecute(decision, actor);
  if ('refused' in may) return { problem: `${fingerprint}: ${may.refused}` };
  const subject = decision.subjects.find(
    (each) =>
      each.stack === record.stack && [record.fingerprint, ...record.aliases].includes(each.fingerprint),
  );
  if (subject === undefined || (decision.kind !== 'revert' && decision.kind !== 'adopt')) {
    return {
      problem: `${fingerprint}: decision ${decision.id} does not say what to do with it. Decide again.`,
    };
  }
  return { subject: { record, decision, subject }, kind: decision.kind };
}

async function whyNot(memory: MemoryReading, { fingerprint, stack, state }: DriftRecord): Promise<string> {
  switch (state) {
    case 'open':
    case 'approved':
      return `nobody has decided what to do. Run: kedge decide ${fingerprint} --revert --reason TEXT`;
    case 'awaiting_approval':
      return `it waits for the approval of a second person: kedge approve ${fingerprint}`;
    case 'acting': {
      const run = (await memory.liveRuns()).find((each) => each.stack === stack);
      return run === undefined
        ? 'a fix of it is at work.'
        : `run ${run.id} is at work on it, or was stopped. Go on with it: kedge fix --resume ${run.id}`;
    }
    case 'proposed':
      return 'its branch waits to be merged; the next scan after that closes it.';
    case 'accepted':
    case 'ignored':
      return `it is ${state}, which leaves nothing to carry out.`;
    case 'verified':
    case 'resolved':
      return `it is ${state} already.`;
  }
}

/** What a run acts on, as it was when the run began; what memory does not know any more is left out. */
export async function subjectsOfRun(memory: MemoryReading, run: FixRun): Promise<readonly FixSubject[]> {
  const subjects: FixSubject[] = [];
  for (const fingerprint of run.fingerprints) {
    const records = await memory.findDrift(fingerprint);
    const record = records.find((each) => each.stack === run.stack);
    const decision = record?.decision == null ? null : await memory.findDecision(record.decision);
    const names = new Set([fingerprint, ...(record?.aliases ?? [])]);
    const subject = decision?.subjects.find(
      (each) => each.stack === run.stack && names.has(each.fingerprint),
    );
    if (record !== undefined && decision !== null && subject !== undefined) {
      subjects.push({ record, decision, subject });
    }
  }
  return subjects;
}
