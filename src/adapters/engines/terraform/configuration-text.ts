/**
 * Where the state is kept. `implicit`: no backend is written, so it is a file in the folder. `cloud` and `remote`
 * run plans on a server and make workspaces there on their own.
 */
export type BackendKind = 'implicit' | 'local' | 'cloud' | 'remote' | 'other';

const STRING_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The same text without its comments; a comment sign inside a string stays. */
export function withoutComments(text: string): string {
  return text.replaceAll(STRING_OR_COMMENT, (found) => (found.startsWith('"') ? found : ' '));
}

/** The backend of a root module, from its files without comments. */
export function readBackend(files: readonly { readonly path: string; readonly text: string }[]): BackendKind {
  for (const { path, text } of files) {
    const kind = path.endsWith('.json') ? backendOfJson(text) : backendOfHcl(text);
    if (kind !== null) return kindOf(kind);
  }
  return 'implicit';
}

function kindOf(type: string): BackendKind {
  return type === 'local' || type === 'cloud' || type === 'remote' ? type : 'other';
}

function backendOfHcl(text: string): string | null {
  for (const match of text.matchAll(/^\s*terraform\s*\{/gm)) {
    const body = blockBody(text, match.index + match[0].length);
    const backend = /(?:^|[\s{}])backend\s+"?([\w-]+)"?\s*\{/.exec(body)?.[1];
    if (backend !== undefined) return backend;
    if (/(?:^|[\s{}])cloud\s*\{/.test(body)) return 'cloud';
  }
  return null;
}

/** The text up to the bracket that closes the block; brackets in strings do not count. */
function blockBody(text: string, start: number): string {
  const bracket = /"(?:\\.|[^"\\\n])*"|[{}]/g;
  bracket.lastIndex = start;
  let depth = 1;
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    if (match[0] === '{') depth += 1;
    if (match[0] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, match.index);
  }
  return text.slice(start);
}

function backendOfJson(text: string): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  for (const settings of objectsOf(parsed, 'terraform')) {
    if (Object.hasOwn(settings, 'cloud')) return 'cloud';
    for (const backend of objectsOf(settings, 'backend')) {
      const [type] = Object.keys(backend);
      if (type !== undefined) return type;
    }
  }
  return null;
}

/** A block in JSON syntax is an object or a list of objects. */
function objectsOf(value: unknown, key: string): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = (value as Readonly<Record<string, unknown>>)[key];
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.filter(
    (item): item is Readonly<Record<string, unknown>> => typeof item === 'object' && item !== null,
  );
}
