import type { StackEvidence } from '#domain/drift/report.ts';
import type { StateVersion } from '#ports/engine.ts';
import type { Repository } from '#ports/repository.ts';

/** The world as a plan met it: an approval of what it shows is bound to this. */
export async function evidenceOf(
  folder: string,
  state: StateVersion | null,
  repository: Pick<Repository, 'find' | 'changedFiles'>,
): Promise<StackEvidence> {
  const place = await repository.find(folder);
  const changed = place === null ? [] : await repository.changedFiles(place.top, [place.folder]);
  return {
    commit: place?.commit ?? null,
    dirty: place === null ? null : changed.length > 0,
    lineage: state?.lineage ?? null,
    serial: state?.serial ?? null,
  };
}
