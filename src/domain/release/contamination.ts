/** Something else happened while a release was watched: its stack drifted, another change ran, the control was touched. */
export interface Contamination {
  readonly fromMs: number;
  readonly toMs: number;
  /** In words for a person: "the stack drifted (aws_lambda_function.api)". */
  readonly what: string;
}

/** The first that lies in the stretch; what is judged there cannot be laid at the release's door. */
export function contaminationIn(
  contaminations: readonly Contamination[],
  fromMs: number,
  toMs: number,
): Contamination | null {
  return contaminations.find((each) => each.fromMs < toMs && each.toMs > fromMs) ?? null;
}
