import type { Json, JsonObject } from '#domain/json.ts';

/** The parts of a plan a test cares about; everything else is as Terraform writes it for an empty stack. */
export interface PlanParts {
  readonly drift?: readonly EntryParts[];
  readonly changes?: readonly EntryParts[];
  readonly outputs?: Readonly<Record<string, JsonObject>>;
  readonly relevant?: readonly {
    readonly resource: string;
    readonly attribute: readonly (string | number)[];
  }[];
  readonly code?: Readonly<Record<string, readonly string[]>>;
  readonly outputReads?: Readonly<Record<string, readonly string[]>>;
  readonly state?: readonly {
    readonly address: string;
    readonly type: string;
    readonly values: JsonObject;
  }[];
  readonly extra?: JsonObject;
}

export interface EntryParts {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly previous?: string;
  readonly mode?: 'managed' | 'data';
  readonly afterUnknown?: Json;
  readonly beforeSensitive?: Json;
  readonly afterSensitive?: Json;
  readonly importing?: Json;
}

/** A plan as `show -json` prints it. */
export function planJson(parts: PlanParts): JsonObject {
  const code = Object.entries(parts.code ?? {}).map(([address, names]) => ({
    ...namesIn(address),
    mode: 'managed',
    expressions: Object.fromEntries(names.map((name) => [name, { constant_value: 'x' }])),
  }));
  const reads = Object.entries(parts.outputReads ?? {}).map(([name, references]) => [
    name,
    { expression: { references: [...references] } },
  ]);
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_drift: (parts.drift ?? []).map(entry),
    resource_changes: (parts.changes ?? []).map(entry),
    output_changes: parts.outputs ?? {},
    relevant_attributes: (parts.relevant ?? []).map(({ resource, attribute }) => ({
      resource,
      attribute: [...attribute],
    })),
    prior_state: {
      values: {
        root_module: {
          resources: (parts.state ?? []).map((resource) => ({ ...resource, mode: 'managed', name: 'x' })),
        },
      },
    },
    configuration: { root_module: { resources: code, outputs: Object.fromEntries(reads) as JsonObject } },
    ...parts.extra,
  };
}

function entry(parts: EntryParts): JsonObject {
  return {
    address: parts.address,
    ...(parts.previous === undefined ? {} : { previous_address: parts.previous }),
    ...namesIn(parts.address),
    mode: parts.mode ?? 'managed',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions: [...parts.actions],
      before: parts.before ?? null,
      after: parts.after ?? null,
      after_unknown: parts.afterUnknown ?? {},
      before_sensitive: parts.beforeSensitive ?? {},
      after_sensitive: parts.afterSensitive ?? {},
      ...(parts.importing === undefined ? {} : { importing: parts.importing }),
    },
  };
}

function namesIn(address: string): { readonly type: string; readonly name: string } {
  const parts = address.replace(/^data\./, '').split('.');
  return { type: parts[0] ?? '', name: (parts[1] ?? '').replace(/\[.*/, '') };
}
