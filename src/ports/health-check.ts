/** One thing without which the server cannot do its work. */
export interface HealthCheck {
  readonly name: string;
  /** null: well. Else why not, without names of hosts and secrets: anyone may read it. Never throws. */
  look(): Promise<string | null>;
}
