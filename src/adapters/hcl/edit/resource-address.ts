/** The parts of `module.queues["eu"].aws_sqs_queue.jobs[0]`. */
export interface ResourceAddress {
  readonly modules: readonly { readonly name: string; readonly key: string | number | null }[];
  readonly type: string;
  readonly name: string;
  readonly key: string | number | null;
}

/** null for what is no address of a managed resource, such as that of an output. */
export function parseAddress(address: string): ResourceAddress | null {
  const steps = stepsOf(address);
  const modules: { name: string; key: string | number | null }[] = [];
  let at = 0;
  while (steps[at]?.name === 'module' && steps[at]?.key === null) {
    const call = steps[at + 1];
    if (call === undefined) return null;
    modules.push(call);
    at += 2;
  }
  const [type, resource, ...rest] = steps.slice(at);
  if (type === undefined || resource === undefined || rest.length > 0) return null;
  if (type.key !== null || type.name === 'data' || type.name === 'output') return null;
  return { modules, type: type.name, name: resource.name, key: resource.key };
}

interface Step {
  readonly name: string;
  readonly key: string | number | null;
}

function stepsOf(address: string): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < address.length;) {
    let end = at;
    while (end < address.length && !'.['.includes(address.charAt(end))) end += 1;
    const name = address.slice(at, end);
    if (address.charAt(end) !== '[') {
      steps.push({ name, key: null });
      at = end + 1;
      continue;
    }
    const close = closingBracket(address, end);
    steps.push({ name, key: keyIn(address.slice(end + 1, close)) });
    at = close + 2;
  }
  return steps;
}

function closingBracket(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ']') return at;
  }
  return text.length;
}

function keyIn(source: string): string | number {
  try {
    const key: unknown = JSON.parse(source);
    if (typeof key === 'number') return key;
    return typeof key === 'string' ? key.replaceAll('$${', '${').replaceAll('%%{', '%{') : source;
  } catch {
    return source;
  }
}
