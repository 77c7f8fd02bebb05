import {
  OperationNodeTransformer,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type ValueNode,
} from 'kysely';
import type { Json } from '#domain/json.ts';
import { jsonOf, storedText } from './stored-text.ts';

/** Writes every text so that PostgreSQL takes it, and reads it back as it was; see `storedText`. */
export class StoredTextPlugin implements KyselyPlugin {
  readonly #transformer = new StoredTextTransformer();

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve({ ...result, rows: result.rows.map(readRow) });
  }
}

class StoredTextTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: stored(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map(stored) };
  }
}

function stored(value: unknown): unknown {
  if (typeof value === 'string') return storedText(value);
  return Array.isArray(value) ? value.map(stored) : value;
}

/** Copied only where something in it was stored otherwise than it was: every list reads many rows. */
function readRow(row: UnknownRow): UnknownRow {
  const changed = Object.entries(row).flatMap(([column, value]) => {
    const read = readValue(value);
    return read === value ? [] : [[column, read] as const];
  });
  return changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) };
}

const isPlain = (value: unknown): value is Json =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && !(value instanceof Date));

const readValue = (value: unknown): unknown => (isPlain(value) ? jsonOf(value) : value);
