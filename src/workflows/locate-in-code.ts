import { renderPath, valueAt, type AttributePath } from '#domain/drift/attribute-path.ts';
import { withoutKeys } from '#domain/drift/configured-attributes.ts';
import type { FoundDifference } from '#domain/drift/join-plan.ts';
import type { CodeLocation } from '#domain/drift/report.ts';
import type { CodeTree } from '#ports/code-reader.ts';

/** Finds the written attribute of a difference, or its block, as a place relative to the report root. */
export function locateIn(tree: CodeTree, root: string): (found: FoundDifference) => CodeLocation | null {
  return (found) => {
    const { resource } = found;
    const path = writtenPath(found);
    const place = tree.locate({
      module: withoutKeys(resource.module),
      mode: resource.mode,
      type: resource.type,
      name: resource.name,
      ...(path.length === 0 ? {} : { attribute: renderPath(path) }),
    });
    if (!place) return null;
    return { file: relativeTo(root, place.file), line: place.line, end_line: place.endLine };
  };
}

/**
 * The part of the path that can be looked up in code. The position of an element in reality is not its position in
 * the file, so among several blocks of a kind none is named: a wrong line is worse than the resource's.
 */
function writtenPath({ path, change, resource }: FoundDifference): AttributePath {
  const at = path.findIndex((step) => step.kind === 'element');
  if (at === -1) return path;
  const remembered = valueAt(resource.before, path.slice(0, at));
  const isOnly = Array.isArray(remembered) && remembered.length === 1;
  return isOnly && change !== 'added' ? path : [];
}

/** Forward slashes on every system, so that reports compare. */
function relativeTo(root: string, file: string): string {
  const from = root.replaceAll('\\', '/').replace(/\/$/, '');
  const to = file.replaceAll('\\', '/');
  return to.startsWith(`${from}/`) ? to.slice(from.length + 1) : to;
}
