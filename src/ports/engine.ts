import type { UnknownReason } from '#domain/drift/stack-status.ts';

/** A root module as the engine must run it. Paths are absolute. */
export interface EngineStack {
  /** Unique among the stacks of a scan; also the key of the private cache folder. */
  readonly id: string;
  readonly folder: string;
  readonly engine: EngineName;
  /** Name or path of the binary; null: the engine's usual name on the PATH. */
  readonly binary: string | null;
  /** null: as the folder has it selected, else default. */
  readonly workspace: string | null;
  readonly varFiles: readonly string[];
  readonly backendConfig: readonly string[];
  readonly lock: boolean;
  readonly timeoutMs: number;
  /** Extra environment names or patterns (`FOO_*`) that may reach the engine. */
  readonly allowEnv: readonly string[];
  /** A provider mirror folder to install from, or null. */
  readonly providerMirror: string | null;
  readonly fast: FastMode;
}

/** `on`: through kept providers' knowledge where that is possible; `audit`: and compared with the bare way each time. */
export type FastMode = 'on' | 'off' | 'audit';

/** How a plan was made: by the engine alone, or with what Kedge knows of its providers. */
export interface PlanWay {
  readonly used: 'fast' | 'bare';
  /** A clause: what stood against the fast way. */
  readonly why: string | null;
}

export type EngineName = 'terraform' | 'tofu';

export interface EngineVersion {
  readonly name: EngineName;
  readonly version: string;
  readonly binary: string;
}

export type EngineProgress =
  | { readonly kind: 'phase'; readonly phase: 'waiting' | 'init' | 'learn' | 'plan' | 'show' }
  | { readonly kind: 'resources'; readonly read: number; readonly known: number };

/** Which state of a stack, as the engine counts them. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** What one plan of one stack gave. Expected failures are values. */
export type PlanOutcome =
  | {
      readonly kind: 'unchanged';
      readonly engine: EngineVersion;
      readonly workspace: string;
      readonly resourcesRead: number;
      readonly warnings: readonly string[];
      /** null: no plan was made. */
      readonly way: PlanWay | null;
    }
  | {
      readonly kind: 'changed';
      readonly engine: EngineVersion;
      readonly workspace: string;
      readonly resourcesRead: number;
      readonly warnings: readonly string[];
      /** null: no plan was made. */
      readonly way: PlanWay | null;
      /** The text of `show -json`: clear-text secrets. Parse it, redact, let it go. */
      readonly planJson: string;
      /** The state that the plan was made from; null: there is none yet, or the plan file does not tell. */
      readonly state: StateVersion | null;
    }
  | {
      readonly kind: 'unknown';
      readonly engine: EngineVersion | null;
      readonly workspace: string;
      readonly resourcesRead: number;
      readonly warnings: readonly string[];
      /** null: no plan was made. */
      readonly way: PlanWay | null;
      readonly reason: UnknownReason;
      /** What the engine said; may hold secrets, so redact before showing. */
      readonly detail: string;
      readonly missingAction: string | null;
    };

export interface Engine {
  /** Reads reality through one plan. Never writes: not to the cloud, not to the state, not to the stack's folder. */
  plan(
    stack: EngineStack,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<PlanOutcome>;

  /** Finds the binary and its version; the reason is a sentence for a person. */
  find(
    engine: EngineName,
    binary: string | null,
  ): Promise<{ readonly found: EngineVersion } | { readonly missing: string }>;
}
