import { approveDecision } from '#domain/decision/approve.ts';
import {
  decideDrift,
  groupByOwner,
  type DecidedStack,
  type DecisionContext,
  type DecisionOutcome,
  type RefusedDifference,
} from '#domain/decision/decide.ts';
import type { CompiledPolicy } from '#domain/decision/decision-policy.ts';
import type { DecisionRequest } from '#domain/decision/decision-request.ts';
import type { Decision, DecisionSubject } from '#domain/decision/decision.ts';
import { act } from '#domain/drift/life/decide-transition.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { JsonObject } from '#domain/json.ts';
import type { Memory, MemoryChange } from '#ports/memory.ts';
import { settleDecisions } from './settle-decisions.ts';

/** A difference by its stack and fingerprint. */
export type DriftKey = Pick<DriftRecord, 'stack' | 'fingerprint'>;

export interface DecideDependencies {
  readonly memory: Memory;
  readonly policies: readonly CompiledPolicy[];
  /** What kedge.yaml says of stacks; the evidence comes from memory. */
  readonly stacks: ReadonlyMap<string, Omit<DecidedStack, 'evidence'>>;
  readonly context: Omit<DecisionContext, 'stacks'>;
}

export interface Decided {
  /** One for each owner and channel: a decision has exactly one of both. */
  readonly decisions: readonly Decision[];
  readonly decided: readonly DriftRecord[];
  readonly refused: readonly RefusedDifference[];
  readonly warnings: readonly RefusedDifference[];
  readonly approvalReasons: readonly string[];
  /** Decisions that this one, or its taking back, has ended: their records are due. */
  readonly ended: readonly string[];
}

/** Decides about differences, in one change of memory: decisions, states, timeline, audit. */
export async function decide(
  request: DecisionRequest,
  keys: readonly DriftKey[],
  deps: DecideDependencies,
): Promise<Decided | { readonly problem: string }> {
  return deps.memory.change(async (change) => {
    const records = await readAgain(change, keys);
    const stacks = await stacksOf(change, keys, deps.stacks);
    const context = { ...deps.context, stacks };
    const outcomes: Exclude<DecisionOutcome, { readonly problem: string }>[] = [];
    for (const [index, group] of groupByOwner(records, stacks).entries()) {
      const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
      const outcome = decideDrift({ ...request, id }, group, deps.policies, context);
      if ('problem' in outcome) return outcome;
      outcomes.push(outcome);
    }
    // Nothing is written before all of it can be.
    const decisions = outcomes.flatMap(({ decision }) => (decision === null ? [] : [decision]));
    for (const { decision, decided } of outcomes) {
      if (decision !== null) await writeDecision(change, decision, decided);
    }
    const before = records.flatMap((record) => (record.decision === null ? [] : [record.decision]));
    return {
      decisions,
      decided: outcomes.flatMap(({ decided }) => decided),
      refused: outcomes.flatMap(({ refused }) => refused),
      warnings: outcomes.flatMap(({ warnings }) => warnings),
      approvalReasons: [...new Set(outcomes.flatMap(({ approvalReasons }) => approvalReasons))],
      ended: decisions.length === 0 ? [] : await settleDecisions(change, before),
    };
  });
}

async function writeDecision(
  change: MemoryChange,
  decision: Decision,
  decided: readonly DriftRecord[],
): Promise<void> {
  await change.saveDecision(decision);
  await change.saveDrift(decided);
  const text = decidedText(decision);
  await change.addEvents(
    decided.map(({ fingerprint, stack }) => ({
      fingerprint,
      stack,
      at: decision.at,
      kind: 'decided' as const,
      actor: decision.by,
      text,
      evidence: { decision: decision.id, kind: decision.kind },
    })),
  );
  await change.appendAudit({
    at: decision.at,
    actor: decision.by,
    action: 'decision.made',
    subject: decision.id,
    details: {
      kind: decision.kind,
      reason: decision.reason,
      until: decision.until,
      owner: decision.owner,
      channel: decision.channel,
      approvals_needed: decision.approvalsNeeded,
      destroy: decision.destroyApproved,
      subjects: decision.subjects.map(subjectFacts),
    },
  });
}

const subjectFacts = ({ evidence, ...subject }: DecisionSubject): JsonObject =>
  Object.assign({ evidence: evidence === null ? null : { ...evidence } }, subject);

/** Adds an approval; `decided` are the differences that it lets go on. */
export async function approve(
  id: string,
  by: { readonly actor: string; readonly at: string; readonly reason: string | null },
  memory: Memory,
): Promise<
  | { readonly decision: Decision; readonly missing: number; readonly decided: readonly DriftRecord[] }
  | { readonly refused: string }
> {
  return memory.change(async (change) => {
    const decision = await change.findDecision(id);
    if (decision === null) return { refused: `No decision is known as ${id}.` };
    const outcome = approveDecision(decision, by.actor, by.at, by.reason);
    if ('refused' in outcome) return outcome;
    const { action, missing } = outcome;
    await change.saveDecision(outcome.decision);
    const decided: DriftRecord[] = [];
    for (const record of await followers(change, decision)) {
      const acted = action === null ? null : act(record, action, by.at, { decision: id });
      if (acted !== null && 'record' in acted) decided.push(acted.record);
      const more = missing === 0 ? '' : ` ${missing === 1 ? 'One more is' : `${missing} more are`} needed.`;
      await change.addEvents([
        {
          fingerprint: record.fingerprint,
          stack: record.stack,
          at: by.at,
          kind: 'approved',
          actor: by.actor,
          text: `approved${by.reason === null ? '' : `: ${by.reason}`}.${more}`,
          evidence: { decision: id },
        },
      ]);
    }
    await change.saveDrift(decided);
    await change.appendAudit({
      at: by.at,
      actor: by.actor,
      action: 'decision.approved',
      subject: id,
      details: { reason: by.reason, missing },
    });
    return { decision: outcome.decision, missing, decided };
  });
}

/** Takes decisions about differences back: they are open again. */
export async function withdraw(
  keys: readonly DriftKey[],
  by: { readonly actor: string; readonly at: string; readonly reason: string },
  memory: Memory,
): Promise<Pick<Decided, 'decided' | 'refused' | 'ended'>> {
  return memory.change(async (change) => {
    const decided: DriftRecord[] = [];
    const refused: RefusedDifference[] = [];
    const before: string[] = [];
    for (const record of await readAgain(change, keys)) {
      const acted = withdrawOne(record, by.at);
      if ('sentence' in acted) {
        refused.push(acted);
        continue;
      }
      decided.push(acted.record);
      if (record.decision !== null) before.push(record.decision);
      await change.addEvents([
        {
          fingerprint: record.fingerprint,
          stack: record.stack,
          at: by.at,
          kind: 'withdrawn',
          actor: by.actor,
          text: `taken back: ${by.reason}`,
          evidence: { decision: record.decision },
        },
      ]);
    }
    await change.saveDrift(decided);
    if (decided.length > 0) {
      await change.appendAudit({
        at: by.at,
        actor: by.actor,
        action: 'decision.withdrawn',
        subject: [...new Set(before)].join(' '),
        details: { reason: by.reason, fingerprints: decided.map(({ fingerprint }) => fingerprint) },
      });
    }
    return { decided, refused, ended: await settleDecisions(change, before) };
  });
}

function withdrawOne(record: DriftRecord, at: string): { readonly record: DriftRecord } | RefusedDifference {
  if (record.state === 'ignored') {
    const sentence =
      'A line of .driftignore takes it out. Remove the line, and the next scan opens it again.';
    return { record, sentence };
  }
  const acted = act(record, 'withdraw', at);
  return 'refused' in acted ? { record, sentence: acted.refused } : acted;
}

/** What a caller saw may have moved on: it is decided about what is there inside the change. */
async function readAgain(change: MemoryChange, keys: readonly DriftKey[]): Promise<readonly DriftRecord[]> {
  const found: DriftRecord[] = [];
  for (const stack of new Set(keys.map((key) => key.stack))) {
    const wanted = new Set(keys.filter((key) => key.stack === stack).map((key) => key.fingerprint));
    const records = await change.driftOfStack(stack);
    found.push(...records.filter((record) => wanted.has(record.fingerprint)));
  }
  return found;
}

async function stacksOf(
  change: MemoryChange,
  keys: readonly DriftKey[],
  configured: DecideDependencies['stacks'],
): Promise<ReadonlyMap<string, DecidedStack>> {
  const stacks = new Map<string, DecidedStack>();
  for (const stack of new Set(keys.map((key) => key.stack))) {
    const known = await change.findStack(stack);
    // A workspace of a stack is the stack's, too: `envs/prod@blue`.
    const said = configured.get(stack) ?? configured.get(stack.replace(/@[^@]*$/, ''));
    stacks.set(stack, {
      owner: said?.owner ?? known?.owner ?? null,
      channel: said?.channel ?? null,
      evidence: known?.lastScan?.evidence ?? null,
    });
  }
  return stacks;
}

async function followers(change: MemoryChange, decision: Decision): Promise<readonly DriftRecord[]> {
  const keys = decision.subjects.map(({ stack, fingerprint }) => ({ stack, fingerprint }));
  return (await readAgain(change, keys)).filter((record) => record.decision === decision.id);
}

function decidedText({ kind, reason, until, approvalsNeeded }: Decision): string {
  const end = until === null ? '' : ` until ${until}`;
  const waits =
    approvalsNeeded === 0
      ? ''
      : approvalsNeeded === 1
        ? ' (a second person has to approve)'
        : ` (${approvalsNeeded} other people have to approve)`;
  return `${kind}${end}${waits}: ${reason}`;
}
