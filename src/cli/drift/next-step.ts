import { KIND_OBSTACLE } from '#domain/decision/kinds-by-class.ts';
import { DECISION_KINDS, type DecisionKind } from '#domain/decision/decision.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';

const FLAGS: Readonly<Record<DecisionKind, string>> = {
  revert: '--revert',
  adopt: '--adopt',
  accept: '--accept --until YYYY-MM-DD',
  ignore: '--ignore',
};

/** The command that brings this difference on; null: it is closed, and a scan opens it again if it is back. */
export function nextCommand({ state, difference }: DriftRecord, id: string): string | null {
  switch (state) {
    case 'open': {
      const kind = DECISION_KINDS.find((each) => KIND_OBSTACLE[difference.class][each] === null) ?? 'accept';
      return `kedge decide ${id} ${FLAGS[kind]} --reason "..."`;
    }
    case 'awaiting_approval':
      return `kedge approve ${id}`;
    case 'approved':
    case 'acting':
      return `kedge fix ${id}`;
    case 'accepted':
    case 'ignored':
      return `kedge decide ${id} --withdraw --reason "..."`;
    case 'proposed':
      return 'kedge scan';
    case 'verified':
    case 'resolved':
      return null;
  }
}
