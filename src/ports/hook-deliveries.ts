/** Which deliveries of webhooks were taken already. */
export interface HookDeliveries {
  /** Whether one that carries any of the marks was taken for the source. */
  wasTaken(source: string, marks: readonly string[]): Promise<boolean>;
  /** Remembers the marks, for a year. */
  keep(source: string, marks: readonly string[], at: string): Promise<void>;
}
