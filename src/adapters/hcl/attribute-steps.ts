/** A name or key is a string, a position a number. */
export type Step = string | number;

/**
 * Reads Terraform's notation for a path, e.g. `ingress[1].cidr_blocks` or `tags["a.b"]`. What does not follow the
 * notation is taken as a name, so that a strange path leads nowhere and never fails.
 */
export function attributeSteps(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < path.length;) {
    const close = path.charAt(at) === '[' ? closingBracket(path, at) : -1;
    const end = close === -1 ? nameEnd(path, at) : close;
    const step = close === -1 ? path.slice(at, end) : bracketed(path.slice(at + 1, end));
    if (step !== '' || close !== -1) steps.push(step);
    at = close === -1 && path.charAt(end) === '[' ? end : end + 1;
  }
  return steps;
}

function nameEnd(path: string, from: number): number {
  let end = from + 1;
  while (end < path.length && path.charAt(end) !== '.' && path.charAt(end) !== '[') end += 1;
  return path.charAt(from) === '.' ? from : end;
}

/** The bracket that closes the one at `from`, brackets in quotes not counted; -1 when there is none. */
function closingBracket(path: string, from: number): number {
  let quoted = false;
  for (let at = from + 1; at < path.length; at += 1) {
    const char = path.charAt(at);
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ']') return at;
  }
  return -1;
}

function bracketed(inner: string): Step {
  try {
    const value: unknown = JSON.parse(inner);
    return typeof value === 'string' || typeof value === 'number' ? value : inner;
  } catch {
    return inner;
  }
}
