/** The value at an index of a typed array; NaN outside it, so that a wrong index spoils a result instead of hiding. */
export const valueAt = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;
