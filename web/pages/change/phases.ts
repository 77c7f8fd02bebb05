import type { ChangeStep, ChangeWhole } from '../../api/types.ts';

/** A part of the way of a change, from its checks to its end. */
export interface Phase {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly state: 'done' | 'now' | 'waits' | 'failed' | 'to_come' | 'left_out';
}

type PhaseState = Phase['state'];
type Facts = Pick<
  ChangeWhole,
  'state' | 'step' | 'watch' | 'verdict' | 'rollback' | 'checks' | 'steps' | 'started_at'
>;

export const phasesOf = (change: Facts): readonly Phase[] => [
  checks(change),
  ...change.steps.map((step) => stepPhase(step, change)),
  watch(change),
  end(change),
];

const OVER: ReadonlySet<ChangeWhole['state']> = new Set(['reverting', 'reverted', 'aborted', 'closed']);

const phase = (key: string, name: string, detail: string, state: PhaseState): Phase => ({
  key,
  name,
  detail,
  state,
});

const ofChecks = (detail: string, state: PhaseState): Phase => phase('checks', 'Checks', detail, state);
const ofWatch = (detail: string, state: PhaseState): Phase => phase('watch', 'Watch', detail, state);
const ofEnd = (name: string, detail: string, state: PhaseState): Phase => phase('end', name, detail, state);

function checks({ state, checks: run, started_at }: Facts): Phase {
  if (run === null) return ofChecks('not run yet', state === 'draft' ? 'now' : 'left_out');
  const red = run.results.filter(({ result }) => result !== 'passed').length;
  const detail = red === 0 ? `all ${run.results.length} green` : `${red} of ${run.results.length} not green`;
  if (started_at !== null || state === 'ready') return ofChecks(detail, 'done');
  if (state === 'aborted') return ofChecks(detail, 'left_out');
  return ofChecks(detail, red > 0 ? 'failed' : 'waits');
}

const STEP_STATES: Readonly<Record<ChangeStep['state'], PhaseState>> = {
  to_come: 'to_come',
  runs: 'now',
  done: 'done',
  failed: 'failed',
  interrupted: 'failed',
};

function stepPhase({ index, name, reach, state }: ChangeStep, change: Facts): Phase {
  const key = `step ${index}`;
  const isAtGate = change.step?.index === index && change.step.state === 'at_gate';
  if (isAtGate) return phase(key, name, 'at its gate', 'waits');
  if (state === 'to_come' && OVER.has(change.state)) return phase(key, name, reach, 'left_out');
  return phase(key, name, state === 'interrupted' ? 'interrupted' : reach, STEP_STATES[state]);
}

function watch({ watch: at, state, verdict }: Facts): Phase {
  if (at === null) return ofWatch('', OVER.has(state) ? 'left_out' : 'to_come');
  const looks = `look ${at.looks} of ${at.planned_looks}`;
  if (state === 'watching') return ofWatch(looks, 'now');
  if (verdict === null) return ofWatch(looks, state === 'holding' ? 'waits' : 'left_out');
  if (verdict.outcome === 'REGRESSED') return ofWatch('regressed', 'failed');
  if (verdict.outcome === 'CLEARED') return ofWatch('nothing got worse', 'done');
  return ofWatch('inconclusive', state === 'holding' ? 'waits' : 'done');
}

function end({ state, rollback, verdict }: Facts): Phase {
  switch (state) {
    case 'reverting':
      return rollback?.failed == null
        ? ofEnd('Rollback', 'runs, or is verified', 'now')
        : ofEnd('Rollback', 'failed', 'failed');
    case 'reverted':
      return ofEnd('Reverted', 'and verified', 'done');
    case 'cleared':
      return ofEnd('Cleared', verdict?.overridden == null ? '' : 'by a person', 'done');
    case 'aborted':
      return ofEnd('Given up', '', 'done');
    case 'closed':
      return ofEnd('Closed', closedText(rollback), 'done');
    case 'draft':
    case 'ready':
    case 'rolling':
    case 'holding':
    case 'watching':
      return ofEnd('Cleared', '', 'to_come');
  }
}

const closedText = (rollback: Facts['rollback']): string =>
  rollback === null ? '' : rollback.failed === null ? 'reverted' : 'as it is';
