import type { StackReport } from '#domain/drift/report.ts';
import { unknownCause, type Doubt } from '#domain/drift/stack-doubt.ts';
import type { FleetStack } from '#domain/fleet/fleet-stack.ts';
import type { Redactor } from '#domain/secret/redact.ts';

/** What is said of a stack that was not read. */
export const unknownReport = (
  { stack, path, owner }: FleetStack,
  doubt: Doubt,
  redactor: Pick<Redactor, 'redactText'>,
): StackReport => ({
  id: stack,
  path,
  workspace: 'default',
  owner,
  engine: null,
  status: 'unknown',
  unknown: unknownCause(doubt, (text) => redactor.redactText(text)),
  resources_read: 0,
  totals: { found: 0, reported: 0, suppressed: [] },
  differences: [],
  suppressed: [],
  moves: [],
  warnings: [],
});
