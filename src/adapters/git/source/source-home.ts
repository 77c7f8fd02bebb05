import { join } from 'node:path';

/** Where one source lies on this machine. All absolute. */
export interface SourceHome {
  readonly folder: string;
  /** Bare: the branch that is read, and the branches that Kedge makes. */
  readonly repository: string;
  /** Held by whoever writes into the repository. */
  readonly lock: string;
  readonly trees: string;
  /** Held by whoever gives out work trees. */
  readonly treesLock: string;
}

/** @param data the server's data folder */
export function sourceHome(data: string, name: string): SourceHome {
  const folder = join(data, 'sources', name);
  return {
    folder,
    repository: join(folder, 'repository.git'),
    lock: join(folder, 'sync.lock'),
    trees: join(folder, 'trees'),
    treesLock: join(folder, 'trees.lock'),
  };
}
