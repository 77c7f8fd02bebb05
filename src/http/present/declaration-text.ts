import type {
  Command,
  Declaration as Declared,
  DeclaredMetric,
  MetricQuery,
  PreCheck,
  RolloutStep,
  StopCondition,
} from '#domain/change/declaration.ts';
import { span } from '#domain/release/picture/span.ts';
import type { Declaration } from '../schema/declarations.ts';

/** A declaration as programs and the page read it. */
export const declarationItem = (of: Declared): Declaration => ({
  id: of.id,
  title: of.title,
  why: of.why,
  owner: of.owner,
  channel: of.channel,
  stacks: [...of.stacks],
  services: [...of.services],
  control_services: [...of.controlServices],
  stops: of.stopConditions.map((stop) => ({ id: stop.id, kind: stop.kind, text: stopText(stop) })),
  hard_limits: [...of.hardLimits],
  checks: of.checks.map((check) => ({ kind: check.kind, name: check.name, text: checkText(check) })),
  rollout: of.rollout.map((step) => ({
    name: step.name,
    reach: reachText(step.reach),
    run: program(step.run),
    idempotent: step.idempotent,
    gate: {
      at_least_ms: step.gate.atLeastMs,
      blocks: step.gate.blocks,
      conditions: [...step.gate.conditions],
      manual: step.gate.manual,
    },
  })),
  rollback: {
    does: rollbackItem(of.rollback.does),
    dry: of.rollback.dry === null ? null : program(of.rollback.dry),
    verify: of.rollback.verify === null ? null : program(of.rollback.verify),
    metrics_back_within_ms: of.rollback.metricsBackWithinMs,
  },
  revert_on: [...of.revertOn],
  metrics: of.metrics.map(metricItem),
  watch: {
    duration_ms: of.watch.durationMs,
    shorter_because: of.watch.shorterBecause,
    block_ms: of.watch.blockMs,
    settle_ms: of.watch.settleMs,
    family_alpha: of.watch.familyAlpha,
    history_days: of.watch.historyDays,
    answer_within_ms: of.watch.answerWithinMs,
  },
});

function rollbackItem(does: Declared['rollback']['does']): Declaration['rollback']['does'] {
  switch (does.kind) {
    case 'command':
      return { kind: 'command', run: program(does.command) };
    case 'webhook':
      return { kind: 'webhook', url: withoutQuery(does.url), signed: does.secretEnv !== null };
    case 'git_revert':
      return {
        kind: 'git_revert',
        commit: does.commit,
        stacks: [...does.stacks],
        may_destroy: does.mayDestroy,
      };
  }
}

/** An address may carry a token behind its question mark. */
const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');

const program = ({ argv, timeoutMs, env }: Command): Declaration['rollout'][number]['run'] => ({
  argv: [...argv],
  timeout_ms: timeoutMs,
  env: [...env],
});

const query = ({ source, settings }: MetricQuery): Declaration['metrics'][number]['release'] => ({
  source,
  settings: { ...settings },
});

const metricItem = (metric: DeclaredMetric): Declaration['metrics'][number] => ({
  name: metric.name,
  kind: metric.kind,
  worse: metric.worse,
  tolerance: metric.tolerance,
  must_detect: metric.mustDetect,
  baseline: metric.baseline,
  release: query(metric.release),
  control: metric.control === null ? null : query(metric.control),
  peers: metric.peers.map(({ name }) => name),
});

function stopText(stop: StopCondition): string {
  switch (stop.kind) {
    case 'metrics':
      return stop.when;
    case 'command':
      return stop.command.argv.join(' ');
    case 'elapsed':
      return `after ${span(stop.afterMs)}`;
  }
}

function checkText(check: PreCheck): string {
  switch (check.kind) {
    case 'command':
    case 'alarms':
      return check.command.argv.join(' ');
    case 'drift':
      return `its stacks are in sync or accepted, by a scan at most ${span(check.scanAtMostMs)} old`;
    case 'error_budget':
      return `of the budget of ${check.metric} over ${span(check.windowMs)}, ${Number((100 * check.left).toPrecision(3))} % is left`;
    case 'freeze':
      return `no freeze in ${check.file}`;
    case 'approvals':
      return `${check.count} ${check.count === 1 ? 'person' : 'people'} beside the owner approve it`;
    case 'rollback_tried':
      return `the rollback was tried at most ${span(check.atMostMs)} ago`;
  }
}

export function reachText(reach: RolloutStep['reach']): string {
  switch (reach.kind) {
    case 'percent':
      return `${reach.percent} %`;
    case 'stacks':
      return reach.stacks.join(', ');
    case 'regions':
      return reach.regions.join(', ');
  }
}
