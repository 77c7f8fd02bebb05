/** The messages behind each call: only the fields that the light provider reads or writes. */

export interface WireValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

interface RawState {
  readonly json?: Uint8Array;
}

interface OfType {
  readonly type_name: string;
}

export interface WireAttribute {
  readonly name: string;
  readonly type: Uint8Array | undefined;
  readonly nested_type:
    | { readonly attributes: readonly WireAttribute[]; readonly nesting: number }
    | undefined;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

export interface WireBlock {
  readonly attributes: readonly WireAttribute[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly block: WireBlock;
    readonly nesting: number;
    readonly max_items?: number;
  }[];
}

export interface WireSchema {
  readonly version: number;
  readonly block: WireBlock;
}

interface Capabilities {
  readonly get_provider_schema_optional: boolean;
  readonly move_resource_state: boolean;
}

export interface PlanRequest extends OfType {
  readonly prior_state?: WireValue;
  readonly proposed_new_state?: WireValue;
  readonly config?: WireValue;
  readonly prior_private?: Uint8Array;
}

export interface PlanResponse {
  readonly planned_state: WireValue;
  readonly requires_replace?: readonly {
    readonly steps: readonly { readonly attribute_name: string }[];
  }[];
  readonly planned_private?: Uint8Array;
  readonly legacy_type_system: boolean;
}

export interface ApplyRequest extends OfType {
  readonly prior_state?: WireValue;
  readonly planned_state?: WireValue;
}

type Answer<T> = T | Promise<T>;
type Nothing = Readonly<Record<string, never>>;

/** One function per call; one that throws is answered as an error diagnostic. */
export interface ProviderCalls {
  readonly GetMetadata: () => Answer<{
    server_capabilities: Capabilities;
    resources: readonly OfType[];
    data_sources: readonly OfType[];
  }>;
  readonly GetProviderSchema: () => Answer<{
    provider: WireSchema;
    resource_schemas: Readonly<Record<string, WireSchema>>;
    data_source_schemas: Readonly<Record<string, WireSchema>>;
    server_capabilities: Capabilities;
  }>;
  readonly ValidateProviderConfig: () => Answer<Nothing>;
  readonly ValidateResourceConfig: () => Answer<Nothing>;
  readonly ValidateDataResourceConfig: () => Answer<Nothing>;
  readonly ConfigureProvider: () => Answer<Nothing>;
  readonly UpgradeResourceState: (
    request: OfType & { readonly raw_state?: RawState },
  ) => Answer<{ upgraded_state: WireValue }>;
  readonly ReadResource: (
    request: OfType & { readonly current_state?: WireValue; readonly private?: Uint8Array },
  ) => Answer<{ new_state: WireValue; private?: Uint8Array }>;
  readonly PlanResourceChange: (request: PlanRequest) => Answer<PlanResponse>;
  readonly ApplyResourceChange: (
    request: ApplyRequest,
  ) => Answer<{ new_state: WireValue; legacy_type_system: boolean }>;
  readonly ImportResourceState: (
    request: OfType & { readonly id: string },
  ) => Answer<{ imported_resources: readonly (OfType & { readonly state: WireValue })[] }>;
  readonly MoveResourceState: (request: {
    readonly source_type_name: string;
    readonly source_state?: RawState;
    readonly target_type_name: string;
  }) => Answer<{ target_state: WireValue }>;
  readonly ReadDataSource: (
    request: OfType & { readonly config?: WireValue },
  ) => Answer<{ state: WireValue }>;
  readonly StopProvider: () => Answer<Nothing>;
}
