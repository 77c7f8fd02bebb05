/** The measurements of two rivals; the same index in both was measured back to back. */
export interface Pairs<M> {
  readonly ours: readonly M[];
  readonly rival: readonly M[];
}

/**
 * Runs two rivals in turns and changes who goes first, so that a machine that slows down or another process that
 * wakes up falls on both.
 */
export async function interleave<M>(
  runs: number,
  ours: () => Promise<M>,
  rival: () => Promise<M>,
): Promise<Pairs<M>> {
  const pairs: { readonly ours: M; readonly rival: M }[] = [];
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 0) {
      const second = await rival();
      pairs.push({ rival: second, ours: await ours() });
    } else {
      const first = await ours();
      pairs.push({ ours: first, rival: await rival() });
    }
  }
  return { ours: pairs.map((pair) => pair.ours), rival: pairs.map((pair) => pair.rival) };
}
