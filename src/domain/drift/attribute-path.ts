import type { Json } from '../json.ts';

/**
 * One step into a value.
 * - `attribute`: a schema attribute or block, `.name`
 * - `key`: a map key, `["name"]`
 * - `index`: an element by position, `[0]`
 * - `element`: an element of a set-like list, found by what it is and not by where it stands. `identity` is
 *   stable when other elements come and go; `index` is its position in reality (or in memory when it is gone).
 */
export type PathStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'element'; readonly index: number; readonly identity: string };

export type AttributePath = readonly PathStep[];

const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

/** Terraform's own notation: `ingress[0].cidr_blocks`, `tags["Team"]`. The empty path is the whole resource. */
export function renderPath(path: AttributePath): string {
  let text = '';
  for (const step of path) {
    switch (step.kind) {
      case 'attribute':
        text += IDENTIFIER.test(step.name) ? (text ? '.' : '') + step.name : `[${JSON.stringify(step.name)}]`;
        break;
      case 'key':
        text += `[${JSON.stringify(step.key)}]`;
        break;
      case 'index':
      case 'element':
        text += `[${step.index}]`;
        break;
    }
  }
  return text;
}

/** The same path over scans: an element of a set is named by its identity, never by its position. */
export function stableKey(path: AttributePath): string {
  return path.map(stepKey).join('/');
}

/** True when one path is the other or lies inside it. */
export function overlaps(a: AttributePath, b: AttributePath): boolean {
  const shorter = a.length <= b.length ? a : b;
  const longer = a.length <= b.length ? b : a;
  return shorter.every((step, i) => {
    const other = longer[i];
    return other !== undefined && stepKey(step) === stepKey(other);
  });
}

/** Names for `.driftignore`: dots between all steps, no brackets, as driftctl users write them. */
export function dottedNames(path: AttributePath): readonly string[] {
  return path.map((step) => {
    switch (step.kind) {
      case 'attribute':
        return step.name;
      case 'key':
        return step.key;
      case 'index':
      case 'element':
        return String(step.index);
    }
  });
}

function stepKey(step: PathStep): string {
  switch (step.kind) {
    // An object attribute and a map key look alike in plan JSON; the same name must give the same key.
    case 'attribute':
      return `.${escapeKey(step.name)}`;
    case 'key':
      return `.${escapeKey(step.key)}`;
    case 'index':
      return `#${step.index}`;
    case 'element':
      return `@${escapeKey(step.identity)}`;
  }
}

const escapeKey = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** Reads the value at the path; `undefined` when there is nothing. Elements are read by position. */
export function valueAt(value: Json | undefined, path: AttributePath): Json | undefined {
  let here: Json | undefined = value;
  for (const step of path) {
    if (here === undefined || here === null || typeof here !== 'object') return undefined;
    if (step.kind === 'index' || step.kind === 'element') {
      here = Array.isArray(here) ? (here as readonly Json[])[step.index] : undefined;
    } else {
      const name = step.kind === 'attribute' ? step.name : step.key;
      here =
        Array.isArray(here) || !Object.hasOwn(here, name)
          ? undefined
          : (here as { readonly [k: string]: Json })[name];
    }
  }
  return here;
}
