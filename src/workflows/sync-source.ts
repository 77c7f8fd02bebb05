import type { FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { DeclaredFile } from '#domain/change/declared-file.ts';
import type { Checkout, Checkouts } from '#ports/checkout.ts';
import type { Clock } from '#ports/clock.ts';
import type { DeclarationReader } from '#ports/declaration-reader.ts';
import type { Fleet } from '#ports/fleet.ts';
import { declaredFiles } from './declared-files.ts';
import { findSourceStacks, touchedStacks, type SourceStacksDependencies } from './source-stacks.ts';

export interface SyncDependencies extends SourceStacksDependencies {
  readonly declarations: DeclarationReader;
  readonly fleet: Fleet;
  readonly checkouts: Checkouts;
  readonly clock: Clock;
  /** The first run of a stack by its schedule; null: it never comes. */
  readonly nextRun: (source: string, stack: FleetStackSettings) => string | null;
  /** Hands in scans of stacks that a push touched. It may be called again for the same ones after a kill. */
  readonly scanSoon: (source: string, stacks: readonly string[]) => Promise<void>;
}

export type SyncEnd =
  | {
      readonly kind: 'synced';
      readonly commit: string | null;
      readonly stacks: number;
      /** Those that the changes since the last sync touch; all at the first one. */
      readonly touched: readonly string[];
      /** Sentences: folders with configuration that are no stacks are not among them. */
      readonly warnings: readonly string[];
    }
  /** What was known of the source stands. */
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'no_source' };

/**
 * Brings a source up to date: fetches it, finds its stacks at the head of its branch, keeps them with their settings,
 * marks those that are gone, and has those scanned that the push touched. What failed is noted at the source, and
 * nothing that was known is lost. Killed anywhere, the next sync does the rest: the commit is noted last.
 */
export async function syncSource(
  name: string,
  deps: SyncDependencies,
  signal: AbortSignal,
): Promise<SyncEnd> {
  const { fleet, clock } = deps;
  const known = await fleet.findSource(name);
  if (known === null) return { kind: 'no_source' };
  const end = await readAnew(name, deps, signal);
  // Stopped is not failed: the next one tells.
  if (end.kind === 'failed' && !signal.aborted) {
    await fleet.noteSyncProblem(name, clock.now().toISOString(), end.problem);
  }
  await fleet.announce([
    { at: clock.now().toISOString(), kind: 'source', source: name, stack: null, subject: null },
  ]);
  return end;
}

async function readAnew(name: string, deps: SyncDependencies, signal: AbortSignal): Promise<SyncEnd> {
  const { fleet, checkouts } = deps;
  const known = await fleet.findSource(name);
  if (known === null) return { kind: 'no_source' };
  const { source, synced } = known;
  const since = synced?.commit ?? null;
  const fetched = await checkouts.sync(source, since, signal);
  if ('problem' in fetched) return failed(fetched);
  const checkout = await checkouts.at(source, source.kind === 'git' ? fetched.commit : null, signal);
  if ('problem' in checkout) return failed(checkout);
  try {
    return await keep({ ...fetched, name, since, checkout }, deps, known.source);
  } finally {
    await checkout.release();
  }
}

interface Read {
  readonly name: string;
  readonly since: string | null;
  readonly commit: string | null;
  readonly origin: string | null;
  readonly changedPaths: readonly string[] | null;
  readonly checkout: Checkout;
}

async function keep(
  { name, since, commit, origin, changedPaths, checkout }: Read,
  deps: SyncDependencies,
  source: Parameters<typeof findSourceStacks>[0],
): Promise<SyncEnd> {
  const { fleet, clock } = deps;
  const read = await findSourceStacks(source, checkout, deps);
  if ('problem' in read) return failed({ problem: withoutTree(read.problem, checkout.top) });
  const at = clock.now().toISOString();
  const project = projectName(read.project, origin, checkout.top);
  // Before anything is kept: two sources with one memory would close each other's differences.
  const refused = await fleet.noteSync(name, { at, commit: since, project });
  if (refused !== null) return failed({ problem: refused.refused });
  if ((await fleet.findSource(name)) === null) {
    return failed({ problem: `The source ${name} was removed while it was read.` });
  }
  await fleet.keepStacks(name, read.stacks, at, (stack) => deps.nextRun(name, stack));
  const files = await declaredFiles(read.project.root, deps.declarations);
  // A file of a folder may be other by now than at any commit.
  await fleet.keepChangeFiles(name, files, { at, commit: source.kind === 'git' ? commit : null });
  const touched = await touchedStacks(read, checkout.top, changedPaths, deps.code);
  if (touched.length > 0) await deps.scanSoon(name, touched);
  await fleet.noteSync(name, { at, commit, project });
  return {
    kind: 'synced',
    commit,
    stacks: read.stacks.length,
    touched,
    warnings: [...warningsOf(read.stacks.length), ...problemsIn(files)],
  };
}

const failed = ({ problem }: { readonly problem: string }): SyncEnd => ({ kind: 'failed', problem });

/** As the command line names it, so that both share one memory. */
function projectName(
  { name, root }: { readonly name: string | null; readonly root: string },
  origin: string | null,
  top: string,
): string {
  if (name !== null) return name;
  const inside = root === top || root.startsWith(`${top}/`);
  return origin === null || !inside
    ? root.slice(root.lastIndexOf('/') + 1)
    : `${origin}${root.slice(top.length)}`;
}

const warningsOf = (stacks: number): readonly string[] =>
  stacks > 0
    ? []
    : ['No stack was found. List stacks in kedge.yaml, or look at the subfolder of the source.'];

const problemsIn = (files: readonly DeclaredFile[]): readonly string[] =>
  files.flatMap(({ path, problems: [first] }) =>
    first === undefined ? [] : [`${path}:${first.line}:${first.column}: ${first.text}`],
  );

/** People know the file by its place in the repository. */
const withoutTree = (text: string, top: string): string => text.replaceAll(`${top}/`, '');
