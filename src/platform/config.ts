import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DecisionPolicy } from '#domain/decision/decision-policy.ts';
import { COUNTED_BY_DEFAULT } from '#domain/drift/drift-class.ts';
import type { DriftClass } from '#domain/drift/drift-class.ts';
import { DEFAULT_SCHEDULE, type StackSchedule } from '#domain/fleet/fleet-stack.ts';
import { parseDuration } from '#domain/policy/duration.ts';
import type { SeverityRule } from '#domain/policy/severity-rules.ts';
import type { EngineName, FastMode } from '#ports/engine.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { ConfigFile } from './config-schema.ts';
import { settleDecisions, settleFlapping, settleObjectives, settlePolicy } from './decision-settings.ts';
import type { DecisionSettings, FlappingSettings, ObjectiveSettings } from './decision-settings.ts';
import { findConfigFile } from './find-config.ts';
import { settleMetricSources, type MetricSourceSettings } from './metric-settings.ts';

/** How a stack is planned; every value is settled. Paths are absolute. */
export interface StackSettings {
  /** null: not said, so whichever engine is found. */
  readonly engine: EngineName | null;
  /** A bare name is looked up on the PATH. */
  readonly binary: string | null;
  readonly workspace: string | null;
  readonly timeoutMs: number;
  readonly lock: boolean;
  readonly varFiles: readonly string[];
  /** `key=value`, or an absolute path of a file. */
  readonly backendConfig: readonly string[];
  /** Names or patterns (`FOO_*`). */
  readonly env: readonly string[];
  readonly fast: FastMode;
  /** When the server scans it. */
  readonly schedule: StackSchedule;
  /** The server limits the scans that name the same one; null: no limit. */
  readonly account: string | null;
}

/** A stack that kedge.yaml lists, with the defaults merged in. */
export interface ConfiguredStack extends StackSettings {
  /** From the root, forward slashes; `.` for the root itself. */
  readonly path: string;
  readonly folder: string;
  readonly name: string | null;
  readonly skip: boolean;
  readonly owner: string | null;
  readonly channel: string | null;
  readonly team: string | null;
}

export interface Config {
  /** What memory calls this project; null: not said. */
  readonly project: string | null;
  readonly defaults: StackSettings;
  readonly stacks: readonly ConfiguredStack[];
  readonly exclude: readonly string[];
  /** null: from cores and free memory. */
  readonly concurrency: number | null;
  readonly providerMirror: string | null;
  /** The user's rules, in order; all of them compile. */
  readonly severity: readonly SeverityRule[];
  readonly disabledRules: readonly string[];
  readonly countedClasses: readonly DriftClass[];
  readonly decisions: DecisionSettings;
  /** All of them compile, and each demands either approvals or that it is not done. */
  readonly policies: readonly DecisionPolicy[];
  readonly objectives: ObjectiveSettings;
  readonly flapping: FlappingSettings;
  /** Where releases are measured, by name. */
  readonly metricSources: Readonly<Record<string, MetricSourceSettings>>;
}

export interface LoadedConfig {
  /** null: there is none, and every value is the default. */
  readonly file: string | null;
  /** The folder of kedge.yaml, else the Git top level, else the start folder. Absolute. */
  readonly root: string;
  readonly config: Config;
}

const DEFAULT_TIMEOUT = '15m';

/**
 * Looks for kedge.yaml in the folder and those above it, up to the Git top level, and reads it. What is wrong comes
 * back as problems with file, line and column; nothing is thrown for bad input.
 */
export async function loadConfig(
  startFolder: string,
): Promise<LoadedConfig | { readonly problems: readonly ConfigProblem[] }> {
  const found = await findConfigFile(resolve(startFolder));
  if ('problem' in found) return { problems: [found.problem] };
  const { file, root } = found;
  if (file === null) return { file, root, config: settle({}, root) };
  // Most folders have no kedge.yaml, and a YAML parser with the checks of it takes a while to load.
  const { parseConfigFile } = await import('./parse-config.ts');
  const parsed = parseConfigFile(file, found.text, root);
  return 'problems' in parsed ? parsed : { file, root, config: settle(parsed.content, root) };
}

function settle(content: ConfigFile, root: string): Config {
  const defaults = settleSettings(content.defaults ?? {}, root);
  return {
    project: content.project ?? null,
    defaults,
    stacks: (content.stacks ?? []).map((stack) => settleStack(stack, content.defaults ?? {}, root)),
    exclude: content.exclude ?? [],
    concurrency: content.concurrency ?? null,
    providerMirror: content.provider_mirror === undefined ? null : resolve(root, content.provider_mirror),
    severity: (content.severity ?? []).map(({ id, when, severity, why }) => ({
      id,
      when,
      severity,
      why: why ?? `matches the rule ${id} of kedge.yaml`,
    })),
    disabledRules: content.rules?.disable ?? [],
    countedClasses: content.drift?.count ?? COUNTED_BY_DEFAULT,
    decisions: settleDecisions(content.decisions ?? {}, root),
    policies: (content.policies ?? []).map(settlePolicy),
    objectives: settleObjectives(content.objectives ?? {}),
    flapping: settleFlapping(content.flapping ?? {}),
    metricSources: settleMetricSources(content.metric_sources ?? {}, root),
  };
}

type WrittenSettings = NonNullable<ConfigFile['defaults']>;
type WrittenStack = NonNullable<ConfigFile['stacks']>[number];

function settleStack(stack: WrittenStack, defaults: WrittenSettings, root: string): ConfiguredStack {
  const folder = resolve(root, stack.path);
  return {
    ...settleSettings({ ...defaults, ...stack }, root),
    path: relative(root, folder).split(sep).join('/') || '.',
    folder,
    name: stack.name ?? null,
    skip: stack.skip ?? false,
    owner: stack.owner ?? null,
    channel: stack.channel ?? null,
    team: stack.team ?? null,
  };
}

function settleSettings(written: WrittenSettings, root: string): StackSettings {
  const timeout = parseDuration(written.timeout ?? DEFAULT_TIMEOUT);
  if ('problem' in timeout) throw new Error(`A timeout passed the schema: ${timeout.problem}`);
  return {
    engine: written.engine ?? null,
    binary: written.binary === undefined ? null : binaryPath(written.binary, root),
    workspace: written.workspace ?? null,
    timeoutMs: timeout.ms,
    lock: written.lock ?? false,
    varFiles: (written.var_files ?? []).map((file) => resolve(root, file)),
    backendConfig: (written.backend_config ?? []).map((item) =>
      item.includes('=') ? item : resolve(root, item),
    ),
    env: written.env ?? [],
    fast: written.fast ?? 'on',
    schedule: settleSchedule(written),
    account: written.account ?? null,
  };
}

function settleSchedule(written: WrittenSettings): StackSchedule {
  return {
    cron: written.schedule ?? DEFAULT_SCHEDULE.cron,
    timeZone: written.time_zone ?? DEFAULT_SCHEDULE.timeZone,
    jitterMs: settleJitter(written.jitter),
    staleAfter: written.stale_after ?? DEFAULT_SCHEDULE.staleAfter,
  };
}

function settleJitter(written: WrittenSettings['jitter']): number {
  if (written === undefined) return DEFAULT_SCHEDULE.jitterMs;
  if (written === 0) return 0;
  const jitter = parseDuration(written);
  if ('problem' in jitter) throw new Error(`A jitter passed the schema: ${jitter.problem}`);
  return jitter.ms;
}

const binaryPath = (binary: string, root: string): string =>
  binary.includes('/') && !isAbsolute(binary) ? join(root, binary) : binary;
