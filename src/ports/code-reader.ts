/** What Kedge reads from HCL without running anything. Paths are absolute unless said otherwise. */
export interface CodeReader {
  /** Every folder below `root` that holds configuration, with what makes it a root module or not. */
  modulesBelow(root: string, exclude: readonly string[]): Promise<readonly ModuleFolder[]>;

  /** The blocks of a root module and of the local modules it calls, for file and line and for moves. */
  readTree(folder: string): Promise<CodeTree>;
}

export interface ModuleFolder {
  readonly folder: string;
  readonly hasBackend: boolean;
  readonly hasProvider: boolean;
  readonly hasRequiredProviders: boolean;
  readonly hasLockFile: boolean;
  /** Folders of local modules that this one calls. */
  readonly calls: readonly string[];
  /** Files that could not be parsed, with the reason. */
  readonly problems: readonly string[];
}

export interface CodeTree {
  readonly moves: readonly CodeMove[];
  /**
   * Where a resource's block stands; with `attribute`, the line of that attribute in it when it is written there.
   * `module` is the module path without instance keys, e.g. `module.a.module.b`; empty for root.
   */
  locate(at: {
    readonly module: string;
    readonly mode: 'managed' | 'data';
    readonly type: string;
    readonly name: string;
    readonly attribute?: string;
  }): {
    readonly file: string;
    readonly line: number;
    readonly endLine: number;
    readonly text: string;
  } | null;
}

/** A `moved` block with absolute addresses, e.g. from `module.a.x.y` to `module.a.x.z["k"]`. */
export interface CodeMove {
  readonly from: string;
  readonly to: string;
}
