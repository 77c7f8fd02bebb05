import { useMutation, useQueryClient } from '@tanstack/react-query';
import { pathOf, send } from './client.ts';
import type { Approved, Decided, DecisionKind, DifferenceKey, FixesAsked, Withdrawn } from './types.ts';

export interface DecisionToMake {
  readonly kind: DecisionKind;
  readonly differences: readonly DifferenceKey[];
  readonly reason: string;
  readonly until?: string;
  readonly owner?: string;
  readonly destroy_approved?: boolean;
  readonly group?: boolean;
}

const OLD_AFTER = ['drift', 'decisions', 'fleet', 'stacks', 'audit'] as const;

/** A write after which everything about drift is asked for again. */
function useDriftWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSettled: () => Promise.all(OLD_AFTER.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

export const useDecide = () =>
  useDriftWrite((decision: DecisionToMake) => send<Decided>('POST', '/decisions', decision));

interface DecisionKey {
  readonly source: string;
  readonly id: string;
  readonly reason?: string | undefined;
}

export const useApprove = () =>
  useDriftWrite(({ source, id, reason }: DecisionKey) =>
    send<Approved>('POST', `/decisions${pathOf(source, id)}/approve`, reason === undefined ? {} : { reason }),
  );

export const useWithdraw = () =>
  useDriftWrite(({ source, id, reason }: DecisionKey) =>
    send<Withdrawn>('POST', `/decisions${pathOf(source, id)}/withdraw`, { reason }),
  );

export const useFix = () =>
  useDriftWrite((differences: readonly DifferenceKey[]) =>
    send<FixesAsked>('POST', '/fixes', { differences }),
  );

export const keyOf = ({ source, stack, fingerprint }: DifferenceKey): DifferenceKey => ({
  source,
  ...(stack === undefined ? {} : { stack }),
  fingerprint,
});
