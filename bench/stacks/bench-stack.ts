/** A stack that both rivals read, applied and initialised. */
export interface BenchStack {
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Changes reality behind Terraform's back; tells how many changes. */
  drift(): Promise<number>;
  stop(): Promise<void>;
}
