import type { StackReport } from '#domain/drift/report.ts';
import type { UnknownReason } from '#domain/drift/stack-status.ts';
import type { Stack } from '#http/schema/stacks.ts';
import { stackName } from '../drift/listed-stack.ts';

/** What a scan on the server saw, under the name that the stack has in the fleet. */
export const shownReport = (stack: Stack, report: StackReport): StackReport => ({
  ...report,
  id: stackName(stack),
});

/** A stack of which nothing is known now: never taken for one in order. */
export const unreadReport = (
  stack: Stack,
  { code, sentence }: { readonly code: UnknownReason; readonly sentence: string },
): StackReport => ({
  id: stackName(stack),
  path: stack.path,
  workspace: /@([^@]*)$/.exec(stack.stack)?.[1] ?? 'default',
  owner: stack.owner,
  engine: null,
  status: 'unknown',
  unknown: {
    code,
    sentence,
    detail: null,
    missing_action: null,
    next: `\`kedge job list\` shows the work on it, and \`kedge scan ${stackName(stack)}\` looks again.`,
  },
  resources_read: 0,
  totals: { found: 0, reported: 0, suppressed: [] },
  differences: [],
  suppressed: [],
  moves: [],
  warnings: [],
});
