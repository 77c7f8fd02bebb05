import { closeSync, fsyncSync, openSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * PGlite's folder on a disk, with writes that reach the disk.
 *
 * As it comes, PGlite starts PostgreSQL with fsync off, and its file system answers fsync and fdatasync without doing
 * anything: a killed process loses nothing, because the kernel has what was written, but a power cut may take
 * acknowledged changes with it or leave pages that do not fit together. Here fsync is on and done by Node, and the
 * write-ahead log is synced by fsync, because fdatasync still does nothing. So a change is on the disk before it is
 * acknowledged, as with any PostgreSQL: what the disk itself promises about fsync is what Kedge promises.
 */
export class SyncedFolder extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args);
    const preRun = [...(emscriptenOpts.preRun ?? []), addSync];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

/** What is used of the module that PGlite runs in. */
interface Module {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: Stream) => number };
    realPath(node: unknown): string;
  };
}

interface Stream {
  /** Not there when it is a folder. */
  readonly nfd?: number;
  readonly node: unknown;
}

function addSync(module: unknown): void {
  const { NODEFS } = module as Module;
  NODEFS.stream_ops.fsync = ({ nfd, node }) => {
    if (nfd === undefined) syncFolder(NODEFS.realPath(node));
    else fsyncSync(nfd);
    return 0;
  };
}

export function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const FSYNC_OFF = '-F';

/** PGlite's own, with fsync as {@link SyncedFolder} needs it. */
export const SYNCED_START: readonly string[] = [
  ...PGlite.defaultStartParams.filter((param) => param !== FSYNC_OFF),
  '-c',
  'wal_sync_method=fsync',
];
