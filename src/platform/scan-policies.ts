import { stat } from 'node:fs/promises';
import type { ScanPolicy } from '#ports/scan-policy.ts';
import type { LoadedConfig } from './config.ts';
import { readIgnoreFiles } from './ignore-files.ts';

/** What holds for every stack of a project. */
export interface SharedPolicies {
  readonly severity: ScanPolicy['severity'];
  readonly accepted: ScanPolicy['accepted'];
  readonly warnings: readonly string[];
}

export async function policiesOf({ config, root }: LoadedConfig): Promise<SharedPolicies> {
  const { baselines, warnings } = await acceptedIn(config.decisions.folder, root);
  const strangers = await strangeRules(config.disabledRules);
  return {
    severity: severityOnDemand(config),
    accepted: baselines,
    warnings: [
      ...warnings,
      ...strangers.map((id) => `kedge.yaml disables ${id}, which is no rule: \`kedge rules\` lists them.`),
    ],
  };
}

/** Most projects have no decisions, and what reads them takes a while to load. */
async function acceptedIn(
  folder: string,
  root: string,
): Promise<{ readonly baselines: ScanPolicy['accepted']; readonly warnings: readonly string[] }> {
  if ((await stat(folder).catch(() => null)) === null) return { baselines: [], warnings: [] };
  const { readAcceptedBaselines } = await import('./decision-files.ts');
  return readAcceptedBaselines(folder, root);
}

/** The policies of kedge.yaml, the accepted differences and the ignore files for one folder. */
export async function policyFor(
  folder: string,
  loaded: LoadedConfig,
  { severity, accepted, warnings }: SharedPolicies,
): Promise<ScanPolicy> {
  const ignore = await readIgnoreFiles(loaded.root, folder);
  return {
    ignore: ignore.rules,
    warnings: [...ignore.warnings, ...warnings],
    severity,
    accepted,
    counted: loaded.config.countedClasses,
    disabledRules: loaded.config.disabledRules,
  };
}

/** Conditions take long to load and compile, and a stack in sync asks none. Compiled once for all stacks. */
function severityOnDemand(config: LoadedConfig['config']): ScanPolicy['severity'] {
  let compiled: ReturnType<ScanPolicy['severity']> | null = null;
  return () =>
    (compiled ??= import('#domain/policy/all-severity-rules.ts').then(({ severityRulesOf }) =>
      severityRulesOf(config.severity)(),
    ));
}

async function strangeRules(disabled: readonly string[]): Promise<readonly string[]> {
  if (disabled.length === 0) return [];
  const { NOISE_RULES } = await import('#domain/drift/noise/noise-rules.ts');
  const known = new Set(NOISE_RULES.map((rule) => rule.id));
  return disabled.filter((id) => !known.has(id));
}
