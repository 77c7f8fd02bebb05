import type { DriftRecord } from '../drift/life/drift-record.ts';
import { STATE_MEANING } from '../drift/life/drift-state.ts';
import type { JsonObject } from '../json.ts';
import { approvalsMissing, countedApprovals } from './decision-action.ts';
import { DECISION_MEANING } from './decision.ts';
import type { Decision, DecisionKind, DecisionSubject } from './decision.ts';
import { inCode, inSentence, sideInMarkdown, yamlOf } from './record-text.ts';

/** Names the format in the front matter. */
export const RECORD_FORMAT = 'decision/1';

/** What a record is written from. Redacted before it gets here. */
export interface RecordFacts {
  readonly decision: Decision;
  /** Its differences as they are now; one that is not given is written with what the decision says of it. */
  readonly records: readonly DriftRecord[];
  /** How it ended; null: it stands. */
  readonly ended: RecordEnd | null;
  readonly evidence: RecordEvidence;
}

export interface RecordEnd {
  readonly how:
    | 'carried out'
    | 'not verified'
    | 'withdrawn'
    | 'replaced'
    | 'expired'
    | 'changed further'
    | 'gone';
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What decided it, and what proves how it ended; null: there is none. */
export interface RecordEvidence {
  /** The scan that the decision was made on. */
  readonly scan: string | null;
  readonly run: string | null;
  /** SHA-256 of the plan that was applied. */
  readonly planDigest: string | null;
  /** Branch and commit of an adoption. */
  readonly branch: string | null;
  readonly commit: string | null;
  /** The fresh read that showed the end. */
  readonly verified: { readonly at: string; readonly resourcesRead: number } | null;
  /** Entries of the audit log; whoever keeps this file can tell later whether the log was rewritten. */
  readonly audit: readonly {
    readonly number: number;
    readonly action: string;
    readonly hash: string;
  }[];
}

const MOST_ROWS = 200;

/** The record of a decision: its title, and a Markdown file with MADR's fields and Kedge's own in the front matter. */
export function decisionRecord(given: RecordFacts): { readonly title: string; readonly text: string } {
  const byKey = new Map(given.records.map((record) => [keyOf(record), record]));
  const facts = { ...given, recordOf: (subject: DecisionSubject) => byKey.get(keyOf(subject)) };
  const title = titleOf(facts.decision);
  const text = [
    `---\n${yamlOf(frontMatter(facts))}---\n`,
    `# ${inSentence(title)}\n`,
    `## Context\n\n${contextText(facts)}`,
    `## Decision\n\n${decisionText(facts)}`,
    `## Consequences\n\n${listOf(stopConditions(facts.decision).map(inSentence))}`,
    `## Evidence\n\n${listOf(evidenceLines(facts))}`,
  ].join('\n');
  return { title, text };
}

interface KeyedFacts extends RecordFacts {
  readonly recordOf: (subject: DecisionSubject) => DriftRecord | undefined;
}

const keyOf = ({ stack, fingerprint }: Pick<DecisionSubject, 'stack' | 'fingerprint'>): string =>
  JSON.stringify([stack, fingerprint]);

const TITLE_VERB: Readonly<Record<DecisionKind, string>> = {
  revert: 'Revert',
  adopt: 'Adopt',
  accept: 'Accept',
  ignore: 'Ignore',
};

function titleOf({ kind, subjects }: Decision): string {
  const [first] = subjects;
  const stacks = [...new Set(subjects.map(({ stack }) => stack))];
  if (first === undefined) return `${TITLE_VERB[kind]} nothing`;
  if (subjects.length === 1) return `${TITLE_VERB[kind]} ${placeOf(first)}`;
  const where = stacks.length === 1 ? first.stack : `${stacks.length} stacks`;
  return `${TITLE_VERB[kind]} ${subjects.length} differences of ${where}`;
}

const placeOf = ({ address, path }: DecisionSubject): string =>
  path === '' ? address : `${address} ${path}`;

function frontMatter(facts: KeyedFacts): JsonObject {
  const { decision } = facts;
  const { kind, until, subjects } = decision;
  const approvers = countedApprovals(decision).map(({ by }) => by);
  return {
    kedge: RECORD_FORMAT,
    decision: decision.id,
    status: statusOf(facts),
    date: decision.at.slice(0, 10),
    'decision-makers': [decision.by],
    consulted: approvers,
    informed: decision.channel === null ? [] : [decision.channel],
    owner: decision.owner,
    channel: decision.channel,
    kind,
    scope: 'team',
    reason: decision.reason,
    until,
    measure: measureOf(decision),
    stop_conditions: stopConditions(decision),
    stacks: [...new Set(subjects.map(({ stack }) => stack))],
    fingerprints: subjects.map(({ fingerprint }) => fingerprint),
    ...(facts.ended === null ? {} : { ended: { how: facts.ended.how, at: facts.ended.at } }),
    ...(kind === 'accept' ? { baselines: subjects.map((subject) => baselineOf(subject, facts)) } : {}),
  };
}

/** In MADR's words. What still needs a second person, or has ended otherwise than it was meant to, is not accepted. */
function statusOf({ decision, ended }: RecordFacts): string {
  if (ended !== null) return ended.how === 'carried out' ? 'accepted' : 'deprecated';
  return approvalsMissing(decision) > 0 ? 'proposed' : 'accepted';
}

/** What a scan holds the difference to. After a move that the code does not tell, scans give it another fingerprint. */
function baselineOf(subject: DecisionSubject, { decision, recordOf }: KeyedFacts): JsonObject {
  const seen = recordOf(subject)?.difference.fingerprint ?? subject.fingerprint;
  return {
    fingerprint: seen,
    stack: subject.stack,
    address: subject.address,
    path: subject.path,
    reality: subject.reality,
    intent: subject.intent,
    until: decision.until,
  };
}

function measureOf({ kind, subjects, until }: Decision): JsonObject {
  const acts = kind === 'revert' || kind === 'adopt';
  return {
    metric: acts
      ? 'of these differences, those that a fresh read still shows'
      : 'of these, those that are reported',
    baseline: subjects.length,
    target: 0,
    window: until === null ? (acts ? 'until it is carried out' : 'while the line stands') : `until ${until}`,
  };
}

function stopConditions({ kind, until }: Decision): readonly string[] {
  const day = until === null ? [] : [`${until} has passed`];
  switch (kind) {
    case 'revert':
    case 'adopt':
      return [
        'reality, the code or the state moves before it is carried out: then it is refused',
        'a fresh read afterwards still shows a difference: then it is open again',
      ];
    case 'accept':
      return ['the real value changes further: then it is reported again', ...day];
    case 'ignore':
      return ['the line is removed from .driftignore: then it is reported again', ...day];
  }
}

function contextText({ decision, recordOf }: KeyedFacts): string {
  const rows = decision.subjects.slice(0, MOST_ROWS).map((subject) => subjectRow(subject, recordOf(subject)));
  const more = decision.subjects.length - rows.length;
  return [
    `Kedge found ${counted(decision.subjects.length, 'difference')} between code, state and reality.\n`,
    '| Stack | Place | Class | Severity | Code | State | Reality | Since | Now |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    ...(more > 0 ? [`\n${more} more are listed in the front matter.`] : []),
    '',
  ].join('\n');
}

function subjectRow(subject: DecisionSubject, record: DriftRecord | undefined): string {
  const place = [subject.address, ...(subject.path === '' ? [] : [subject.path])].map(inCode).join(' ');
  const known =
    record === undefined
      ? ['', '', '', '', '', '', '']
      : [
          record.difference.class,
          record.difference.severity,
          sideInMarkdown(record.difference.intent),
          sideInMarkdown(record.difference.memory),
          sideInMarkdown(record.difference.reality),
          record.openedAt.slice(0, 10),
          record.state.replaceAll('_', ' '),
        ];
  return `| ${[inCode(subject.stack), place, ...known].join(' | ')} |`;
}

function decisionText({ decision, records, ended }: RecordFacts): string {
  const { kind, by, at, owner, channel, until, destroyApproved, approvalsNeeded } = decision;
  const states = [...new Set(records.map(({ state }) => state))];
  return listOf([
    `What: **${kind}**: ${DECISION_MEANING[kind]}.`,
    `Why: ${inSentence(decision.reason)}`,
    `Who: ${inSentence(by)} on ${at}`,
    `Owner: ${inSentence(owner)}${channel === null ? '' : `, in ${inSentence(channel)}`}`,
    ...(until === null ? [] : [`Until: ${until}, that day included`]),
    ...(destroyApproved ? ['Destroying or replacing the resources is part of it.'] : []),
    ...(approvalsNeeded > 0 ? [`Approvals needed: ${approvalsNeeded}`] : []),
    ...countedApprovals(decision).map(
      (approval) =>
        `Approved: ${inSentence(approval.by)} on ${approval.at}${approval.reason === null ? '' : `, ${inSentence(approval.reason)}`}`,
    ),
    ...(ended === null ? [] : [`Ended: ${ended.how} on ${ended.at}`]),
    ...states.map((state) => `Now: ${state.replaceAll('_', ' ')} (${STATE_MEANING[state]})`),
  ]);
}

function evidenceLines({ decision, evidence }: RecordFacts): readonly string[] {
  const { scan, run, planDigest, branch, commit, verified, audit } = evidence;
  const seen = new Map(
    decision.subjects.flatMap((subject) =>
      subject.evidence === null ? [] : [[subject.stack, subject.evidence]],
    ),
  );
  return [
    ...(scan === null ? [] : [`Scan: ${inCode(scan)}`]),
    ...[...seen].map(
      ([stack, world]) =>
        `${inCode(stack)} as it was decided about: commit ${orNone(world.commit)}${world.dirty === true ? ' with changes that were not committed' : ''}, state ${orNone(world.lineage)} serial ${world.serial ?? 'none'}`,
    ),
    ...(run === null ? [] : [`Run: ${inCode(run)}`]),
    ...(planDigest === null ? [] : [`Plan that was applied, SHA-256: ${inCode(planDigest)}`]),
    ...(branch === null ? [] : [`Branch: ${inCode(branch)}`]),
    ...(commit === null ? [] : [`Commit: ${inCode(commit)}`]),
    ...(verified === null
      ? []
      : [`Fresh read: ${verified.at}, ${counted(verified.resourcesRead, 'resource')} read`]),
    ...audit.map(
      ({ number, action, hash }) => `Audit entry ${number} (${inSentence(action)}): ${inCode(hash)}`,
    ),
    `Fingerprints: ${decision.subjects
      .slice(0, MOST_ROWS)
      .map(({ fingerprint }) => inCode(fingerprint))
      .join(' ')}`,
  ];
}

const orNone = (text: string | null): string => (text === null ? 'none' : inCode(text));

const listOf = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
