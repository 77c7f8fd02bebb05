/** Each series on top of those before it. */
export function stacked(series: readonly (readonly number[])[]): number[][] {
  const sums: number[] = [];
  return series.map((values) =>
    values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + value;
      return sums[i];
    }),
  );
}
