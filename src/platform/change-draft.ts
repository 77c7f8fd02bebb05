import {
  TRIGGERS,
  type Command,
  type MetricQuery,
  type PreCheck,
  type RolloutStep,
  type StopCondition,
} from '#domain/change/declaration.ts';
import type { Draft } from '#domain/change/declare.ts';
import { parseAge } from '#domain/policy/duration.ts';
import type { Complaint } from './config-problem.ts';
import type { ChangeFile } from './change-schema.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PROGRAM_MS = 10 * MINUTE_MS;

/** What a file says, with every default settled. What a schema cannot say is a complaint. */
export function draftOf(
  id: string,
  file: ChangeFile,
): { readonly draft: Draft } | { readonly complaints: readonly Complaint[] } {
  const complaints = choices(file);
  if (complaints.length > 0) return { complaints };
  const watch = file.watch ?? {};
  const draft: Draft = {
    id,
    title: file.title,
    why: file.why ?? null,
    owners: many(file.owner),
    channels: many(file.channel),
    stacks: file.stacks ?? [],
    services: file.services ?? [],
    controlServices: file.control_services ?? [],
    stopConditions: (file.stop_when ?? []).map(stopOf),
    hardLimits: file.hard_limits ?? [],
    checks: (file.checks ?? []).map(checkOf),
    rollout: file.rollout.map(stepOf),
    rollback: rollbackOf(file.rollback),
    revertOn: file.revert_on ?? [...TRIGGERS],
    metrics: Object.entries(file.metrics).map(([name, metric]) => ({
      name,
      kind: metric.kind ?? (name === 'error_rate' ? 'count' : 'ratio'),
      worse: metric.worse ?? 'higher',
      tolerance: share(metric.tolerance ?? 0.05),
      mustDetect: share(metric.must_detect ?? 0.2),
      baseline: metric.baseline ?? 'previous_days',
      release: queryOf(metric.from),
      control: metric.control === undefined ? null : queryOf(metric.control),
      peers: Object.entries(metric.peers ?? {}).map(([peer, query]) => ({
        name: peer,
        query: queryOf(query),
      })),
    })),
    watch: {
      durationMs: ms(watch.for, DAY_MS),
      shorterBecause: watch.shorter_because ?? null,
      blockMs: ms(watch.block, 5 * MINUTE_MS),
      settleMs: ms(watch.settle, 2 * MINUTE_MS),
      familyAlpha: watch.false_alarms === '1%' ? 0.01 : 0.05,
      historyDays: Math.max(1, Math.floor(ms(watch.history, 60 * DAY_MS) / DAY_MS)),
      answerWithinMs: ms(watch.answer_within, 30 * MINUTE_MS),
    },
  };
  return { draft };
}

type Written = ChangeFile;
type WrittenCheck = NonNullable<Written['checks']>[number];
type WrittenStop = NonNullable<Written['stop_when']>[number];
type WrittenStep = Written['rollout'][number];

const KINDS_OF_CHECK = [
  'command',
  'drift',
  'alarms_quiet',
  'error_budget',
  'freeze_calendar',
  'approvals',
  'rollback_tried',
] as const;
const KINDS_OF_STOP = ['when', 'command', 'after'] as const;
const KINDS_OF_REACH = ['percent', 'stacks', 'regions'] as const;

/** Where one of several is to be said, exactly one is. */
function choices(file: Written): readonly Complaint[] {
  return [
    ...(file.stop_when ?? []).flatMap((stop, i) => oneOf(['stop_when', i], stop, KINDS_OF_STOP)),
    ...(file.checks ?? []).flatMap((check, i) => oneOf(['checks', i], check, KINDS_OF_CHECK)),
    ...file.rollout.flatMap((step, i) => oneOf(['rollout', i], step, KINDS_OF_REACH)),
    ...oneOf(['rollback'], file.rollback, ['run', 'webhook', 'git_revert']),
    ...doubleNames(file.checks ?? []),
  ];
}

function oneOf(path: Complaint['path'], item: object, keys: readonly string[]): readonly Complaint[] {
  const said = keys.filter((key) => key in item);
  if (said.length === 1) return [];
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join('');
  const message =
    said.length === 0
      ? `\`${name}\` needs one of ${keys.join(', ')}.`
      : `\`${name}\` says ${said.join(' and ')} at once.`;
  return [{ path, message, hint: said.length === 0 ? null : 'Keep one of them, or write two entries.' }];
}

function doubleNames(checks: readonly WrittenCheck[]): readonly Complaint[] {
  const names = checks.map((check) => checkOf(check).name);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          {
            path: ['checks', i],
            message: `Two checks are called \`${name}\`.`,
            hint: 'Give each a `name` of its own.',
          },
        ],
  );
}

const many = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

function ms(value: string | number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const age = parseAge(value);
  if ('problem' in age) throw new Error(`A duration passed the schema: ${age.problem}`);
  return age.ms;
}

const share = (value: string | number): number =>
  typeof value === 'number' ? value : Number(value.slice(0, -1)) / 100;

interface Program {
  readonly timeout?: string | number | undefined;
  readonly env?: readonly string[] | undefined;
}

const commandOf = (line: string | readonly string[], { timeout, env = [] }: Program = {}): Command => ({
  argv: typeof line === 'string' ? line.split(' ') : [...line],
  timeoutMs: ms(timeout, PROGRAM_MS),
  env: [...env],
});

/** A file needs no source by name; everything else names one of kedge.yaml. */
function queryOf(written: Readonly<Record<string, string | number>>): MetricQuery {
  const { source, ...settings } = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [key, String(value)]),
  );
  return { source: source ?? 'file', settings };
}

function stopOf({ id, when, command, after, ...program }: WrittenStop): StopCondition {
  if (when !== undefined) return { kind: 'metrics', id, when };
  if (command !== undefined) return { kind: 'command', id, command: commandOf(command, program) };
  return { kind: 'elapsed', id, afterMs: ms(after, DAY_MS) };
}

function checkOf(check: WrittenCheck): PreCheck {
  const name = (otherwise: string): string => check.name ?? otherwise;
  if (check.drift !== undefined)
    return { kind: 'drift', name: name('drift'), scanAtMostMs: ms(check.drift, DAY_MS) };
  if (check.alarms_quiet !== undefined)
    return { kind: 'alarms', name: name('alarms'), command: commandOf(check.alarms_quiet, check) };
  if (check.error_budget !== undefined) {
    const { metric, objective, window, left = 0.2 } = check.error_budget;
    return {
      kind: 'error_budget',
      name: name('error budget'),
      metric,
      objective: share(objective),
      windowMs: ms(window, 28 * DAY_MS),
      left: share(left),
    };
  }
  if (check.freeze_calendar !== undefined)
    return { kind: 'freeze', name: name('freeze calendar'), file: check.freeze_calendar };
  if (check.approvals !== undefined)
    return { kind: 'approvals', name: name('approvals'), count: check.approvals };
  if (check.rollback_tried !== undefined)
    return {
      kind: 'rollback_tried',
      name: name('rollback tried'),
      atMostMs: ms(check.rollback_tried, DAY_MS),
    };
  const command = commandOf(check.command ?? [], check);
  return { kind: 'command', name: name(command.argv.join(' ')), command };
}

function stepOf({
  name,
  percent,
  stacks,
  regions,
  run,
  idempotent = false,
  gate = {},
  ...program
}: WrittenStep): RolloutStep {
  return {
    name,
    reach:
      percent !== undefined
        ? { kind: 'percent', percent }
        : stacks !== undefined
          ? { kind: 'stacks', stacks }
          : { kind: 'regions', regions: regions ?? [] },
    run: commandOf(run, program),
    idempotent,
    gate: {
      atLeastMs: gate.at_least === undefined ? 0 : ms(gate.at_least, 0),
      blocks: gate.blocks ?? 0,
      conditions: gate.when ?? [],
      manual: gate.hold ?? false,
    },
  };
}

function rollbackOf({
  run,
  webhook,
  git_revert,
  secret_env,
  dry,
  verify,
  metrics_back_within,
  ...program
}: Written['rollback']): Draft['rollback'] {
  return {
    does:
      git_revert !== undefined
        ? {
            kind: 'git_revert',
            commit: git_revert.commit ?? null,
            stacks: git_revert.stacks,
            mayDestroy: git_revert.may_destroy ?? false,
          }
        : run === undefined
          ? { kind: 'webhook', url: webhook ?? '', secretEnv: secret_env ?? null }
          : { kind: 'command', command: commandOf(run, program) },
    dry: dry === undefined ? null : commandOf(dry, program),
    verify: verify === undefined ? null : commandOf(verify, program),
    metricsBackWithinMs: metrics_back_within === undefined ? null : ms(metrics_back_within, HOUR_MS),
  };
}
