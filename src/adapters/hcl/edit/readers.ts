import { attributeIn, type ModuleInstance, moduleScope } from './module-instance.ts';
import { blockScope, keysOf } from './instances.ts';
import { type Read, ReadWalk } from './read-walk.ts';
import type { Placed } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import { placeName } from './source-file.ts';
import type { Block, Span } from './syntax-tree.ts';
import type { Operation } from './written.ts';

/** Something in the stack whose value an operation changes. */
export interface Reader {
  /** An instance, or a name such as `output.url`. */
  readonly address: string;
  /** The attribute or the kind of nested block. */
  readonly attribute: string;
  /** For a person: `aws_sqs_queue.jobs (main.tf:12)`. */
  readonly place: string;
  readonly touched: readonly Operation[];
}

/** Everything whose value changes with these operations, the wanted ones included. */
export function readersOf(resolver: Resolver, operations: readonly Operation[]): readonly Reader[] {
  const root = resolver.root();
  if (root === null) return [];
  const found = new Map<string, Reader>();
  visitModule(resolver, root, operations, (reader) => {
    const key = `${reader.address} ${reader.attribute}`;
    const known = found.get(key);
    const touched = [...new Set([...(known?.touched ?? []), ...reader.touched])];
    found.set(key, { ...(known ?? reader), touched });
  });
  return [...found.values()];
}

type Report = (reader: Reader) => void;

function visitModule(
  resolver: Resolver,
  module: ModuleInstance,
  operations: readonly Operation[],
  report: Report,
): void {
  const { code } = module;
  const prefix = module.address === '' ? '' : `${module.address}.`;
  for (const [key, blocks] of code.blocks) {
    const kind = blocks[0]?.node.kind ?? '';
    if (kind === 'resource' || kind === 'data') {
      const name = kind === 'data' ? key : key.slice('resource.'.length);
      visitInstances(resolver, module, `${prefix}${name}`, blocks, operations, report);
    } else if (kind === 'module') visitCall(resolver, module, blocks, operations, report);
    else if (kind === 'provider' || (kind === 'output' && module.address === '')) {
      visitBlocks(resolver, module, `${prefix}${key}`, blocks, null, operations, report);
    }
  }
}

function visitCall(
  resolver: Resolver,
  module: ModuleInstance,
  blocks: readonly Placed<Block>[],
  operations: readonly Operation[],
  report: Report,
): void {
  const name = blocks[0]?.node.labels[0] ?? '';
  for (const key of keysOf(resolver, module, blocks) ?? [null]) {
    const child = resolver.moduleInstance(module, name, key);
    if (child !== null) visitModule(resolver, child, operations, report);
    else
      visitBlocks(
        resolver,
        module,
        `${module.address === '' ? '' : `${module.address}.`}module.${name}`,
        blocks,
        key,
        operations,
        report,
      );
  }
}

function visitInstances(
  resolver: Resolver,
  module: ModuleInstance,
  address: string,
  blocks: readonly Placed<Block>[],
  operations: readonly Operation[],
  report: Report,
): void {
  const keys = keysOf(resolver, module, blocks);
  if (keys === null)
    return visitBlocks(resolver, module, `${address}[...]`, blocks, null, operations, report);
  for (const key of keys) {
    const own = key === null ? address : `${address}[${JSON.stringify(key)}]`;
    visitBlocks(resolver, module, own, blocks, key, operations, report);
  }
}

function visitBlocks(
  resolver: Resolver,
  module: ModuleInstance,
  address: string,
  blocks: readonly Placed<Block>[],
  key: string | number | null,
  operations: readonly Operation[],
  report: Report,
): void {
  const repeats = ['for_each', 'count'].some((meta) => attributeIn(blocks, meta) !== undefined);
  const isKnown = key !== null || !repeats;
  for (const block of blocks) {
    let attribute = '';
    const isOutput = block.node.kind === 'output';
    const walk = new ReadWalk(
      resolver,
      (read) => {
        const touched = operations.filter((operation) => touches(operation, read));
        if (touched.length === 0) return;
        const place = `${address} (${placeName(block.file, block.node.start)})`;
        for (const operation of touched) {
          const isOwnBody = read.isCollection && isSame(read.span, block.node.body);
          const name = isOwnBody ? (operation.part ?? attribute) : attribute;
          report({ address, attribute: name, place, touched: [operation] });
        }
      },
      // An output that shows an attribute follows reality of itself.
      !isOutput,
    );
    const scope = repeats || key !== null ? blockScope(resolver, module, blocks, key) : moduleScope(module);
    walk.body(block, scope, isKnown, (name) => {
      attribute = name;
    });
  }
}

function touches(operation: Operation, { file, span, isCollection, part }: Read): boolean {
  if (file.path !== operation.file.path) return false;
  if (isInside(operation.changes, span)) return true;
  if (!isCollection) return span.start <= operation.place.start && span.end >= operation.place.end;
  return (
    isSame(span, operation.place) && (part === null || operation.part === null || part === operation.part)
  );
}

const isInside = (changes: readonly Span[], span: Span): boolean =>
  changes.some((change) => change.start <= span.start && change.end >= span.end && change.end > change.start);

const isSame = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;
