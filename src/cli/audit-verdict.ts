import type { ChainHead } from '#domain/audit/audit-chain.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print.ts';

/** What became of recomputing an audit log. */
export interface AuditVerdict {
  readonly entries: number;
  readonly head: ChainHead;
  /** The first entry that does not fit; null: all do. */
  readonly fault: { readonly number: number; readonly wrong: string; readonly sentence: string } | null;
}

export const auditVerdictText = ({ entries, head, fault }: AuditVerdict): string =>
  fault === null
    ? `The audit log holds: ${entries === 1 ? 'one entry' : `${entries} entries`}, in order and unchanged.\nIt ends with ${head.hash}. Keep that somewhere else to see later whether all of it was rewritten.\n`
    : `${fault.sentence}\n`;

export function showAuditVerdict(context: KedgeContext, json: boolean, verdict: AuditVerdict): void {
  if (json) printJson(context, { ok: verdict.fault === null, ...verdict });
  else context.process.stdout.write(auditVerdictText(verdict));
  if (verdict.fault !== null) context.process.exitCode = EXIT.drift;
}
