import type { DecisionKind } from '#domain/decision/decision.ts';
import type { DecideFlags } from './commands/decide.ts';

const KINDS = ['revert', 'adopt', 'accept', 'ignore'] as const;

/** What somebody wants to become of differences. */
export interface DecisionWish {
  readonly kind: DecisionKind | 'withdraw';
  readonly reason?: string;
  readonly until?: string;
  readonly owner?: string;
  readonly destroy: boolean;
}

export const NO_REASON = 'A decision is taken back for a reason: --reason TEXT.';

/** The kind that flags ask for; null: none, so the person is asked. The problem is a sentence. */
export function wishedKind(
  flags: DecideFlags,
): { readonly kind: DecisionWish['kind'] | null } | { readonly problem: string } {
  const asked: readonly DecisionWish['kind'][] = [
    ...KINDS.filter((kind) => flags[kind]),
    ...(flags.withdraw ? (['withdraw'] as const) : []),
  ];
  if (asked.length > 1) {
    return { problem: `Cannot decide both --${asked[0]} and --${asked[1]}. Give one of them.` };
  }
  return { kind: asked[0] ?? null };
}
