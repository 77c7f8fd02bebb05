import type { JsonObject } from '#domain/json.ts';

import type { LightWorkspace } from './workspace.ts';

/** An entry of a plan as `terraform show -json` has it. */
export interface PlannedEntry {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: JsonObject | null;
    readonly after: JsonObject | null;
    readonly before_sensitive: JsonObject | boolean;
    readonly after_sensitive: JsonObject | boolean;
    readonly after_unknown: JsonObject;
  };
}

export interface PlannedChanges {
  readonly drift: readonly PlannedEntry[];
  /** Without the entries that change nothing. */
  readonly changes: readonly PlannedEntry[];
}

/** What Terraform itself says: one plan, kept as `plan.bin` in the folder, shown as JSON. Throws when it fails. */
export async function plannedChanges(workspace: LightWorkspace): Promise<PlannedChanges> {
  const planned = await workspace.terraform(['plan', '-out=plan.bin', '-no-color']);
  if (planned.exitCode !== 0) throw new Error(`terraform plan failed:\n${planned.stderr}`);
  const shown = await workspace.terraform(['show', '-json', 'plan.bin']);
  const json = JSON.parse(shown.stdout) as {
    resource_drift?: PlannedEntry[];
    resource_changes?: PlannedEntry[];
  };
  const changes = json.resource_changes ?? [];
  return {
    drift: json.resource_drift ?? [],
    changes: changes.filter(({ change }) => change.actions.join() !== 'no-op'),
  };
}
