import type { StackSchedule } from '#domain/fleet/fleet-stack.ts';
import type { EngineStack } from './engine.ts';
import type { ScanPolicy } from './scan-policy.ts';

/** How a stack is to be run; what kedge.yaml says about it over its defaults. */
export type StackSettings = Omit<EngineStack, 'id' | 'folder'>;

/** A stack that kedge.yaml lists. */
export interface ListedStack {
  /** Absolute. */
  readonly folder: string;
  readonly name: string | null;
  readonly skip: boolean;
  readonly owner: string | null;
  readonly settings: StackSettings;
}

/** What kedge.yaml says to a server about a stack. */
export interface ServerSettings {
  readonly schedule: StackSchedule;
  readonly account: string | null;
}

/** A project as its kedge.yaml settles it. */
export interface ReadProject {
  /** The folder of kedge.yaml, else the top of the repository or the folder itself. Absolute. */
  readonly root: string;
  /** From the root to kedge.yaml; null: there is none. */
  readonly configFile: string | null;
  /** What kedge.yaml calls it; null: nothing. */
  readonly name: string | null;
  readonly exclude: readonly string[];
  readonly listed: readonly (ListedStack &
    ServerSettings & { readonly team: string | null; readonly channel: string | null })[];
  readonly defaults: StackSettings & ServerSettings;
  /** By what a scan of a stack in this folder is judged. */
  policyFor(folder: string): Promise<ScanPolicy>;
}

/** Reads kedge.yaml of a folder, or of one above it in the same repository. */
export interface ProjectReader {
  /** The problem names file, line and column. */
  read(folder: string): Promise<ReadProject | { readonly problem: string }>;
}
