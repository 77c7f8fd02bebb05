/** A native histogram at one time: counts by the index of its exponential bucket. */
export interface NativeSample {
  readonly timeMs: number;
  readonly sum: number;
  /** Index i holds values up to 2^(i / 2^schema); in order of the index. */
  readonly counts: readonly (readonly [index: number, count: number])[];
}

/**
 * Writes a native histogram into a Prometheus by its remote write protocol (version 1: protobuf in a snappy block), because
 * promtool takes none and a scrape would have to wait for real time to pass.
 */
export async function writeNativeHistogram(
  url: string,
  labels: Readonly<Record<string, string>>,
  schema: number,
  samples: readonly NativeSample[],
): Promise<void> {
  const series = Buffer.concat([
    ...Object.entries(labels)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => field(1, Buffer.concat([text(1, name), text(2, value)]))),
    ...samples.map((sample) => field(4, histogram(sample, schema))),
  ]);
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(snappyOf(field(1, series))),
  });
  if (!answer.ok) throw new Error(`Prometheus answered ${answer.status}: ${await answer.text()}`);
}

function histogram({ timeMs, sum, counts }: NativeSample, schema: number): Buffer {
  const spans: Buffer[] = [];
  const deltas: Buffer[] = [];
  let [next, before, total] = [0, 0, 0];
  for (const [index, count] of counts) {
    // A span of its own for each bucket: what lies between two of them is empty.
    spans.push(field(11, Buffer.concat([number(1, zigzag(index - next)), number(2, 1n)])));
    deltas.push(varint(zigzag(count - before)));
    [next, before, total] = [index + 1, count, total + count];
  }
  return Buffer.concat([
    number(1, BigInt(total)),
    double(3, sum),
    number(4, zigzag(schema)),
    double(5, 1e-9),
    number(6, 0n),
    ...spans,
    field(12, Buffer.concat(deltas)),
    number(15, BigInt(timeMs)),
  ]);
}

const zigzag = (value: number): bigint => BigInt(value < 0 ? -2 * value - 1 : 2 * value);

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7n) {
    const low = Number(left & 0x7fn);
    if (left < 0x80n) return Buffer.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

const tag = (id: number, wire: number): Buffer => varint(BigInt(id * 8 + wire));
const number = (id: number, value: bigint): Buffer => Buffer.concat([tag(id, 0), varint(value)]);
const field = (id: number, bytes: Buffer): Buffer =>
  Buffer.concat([tag(id, 2), varint(BigInt(bytes.length)), bytes]);
const text = (id: number, value: string): Buffer => field(id, Buffer.from(value));

function double(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(id, 1), bytes]);
}

/** A block of literals: valid snappy, which compresses nothing. */
function snappyOf(bytes: Buffer): Buffer {
  const parts = [varint(BigInt(bytes.length))];
  for (let from = 0; from < bytes.length; from += 65_536) {
    const part = bytes.subarray(from, from + 65_536);
    const head = Buffer.from([61 << 2, 0, 0]);
    head.writeUInt16LE(part.length - 1, 1);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}
