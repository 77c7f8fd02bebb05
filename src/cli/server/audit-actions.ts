import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import { EMPTY_CHAIN, verifyChain } from '#domain/audit/audit-chain.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { AuditList, AuditState, type AuditChain } from '#http/schema/audit.ts';
import { auditVerdictText, showAuditVerdict, type AuditVerdict } from '../audit-verdict.ts';
import type { AuditExportFlags, AuditVerifyFlags } from '../commands/audit.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print.ts';
import type { KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { listed } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { withServer } from './with-server.ts';

/**
 * The chain of one source is fetched and recomputed here: a server that rewrote it cannot say otherwise. Without a
 * source the server is asked what it recomputed of each.
 */
export const auditVerifyAction = (context: KedgeContext, flags: AuditVerifyFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const { chains } = await server.read('/audit/state', AuditState, { source: flags.source });
    if (flags.source === undefined) return showChains(context, flags.json, chains);
    const [chain] = chains;
    if (chain === undefined) throw new ServerProblem(noSuch(flags.source));
    showAuditVerdict(context, flags.json, recomputed(await entriesOf(server, flags.source), chain));
  });

export const auditExportAction = (context: KedgeContext, flags: AuditExportFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    if (flags.source === undefined) {
      throw new ServerProblem(
        'Each source of a server has an audit log of its own: name it with --source. `kedge source list` shows them.',
      );
    }
    const { chains } = await server.read('/audit/state', AuditState, { source: flags.source });
    if (chains.length === 0) throw new ServerProblem(noSuch(flags.source));
    const entries = await entriesOf(server, flags.source);
    context.process.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  });

const noSuch = (source: string): string =>
  `The server has no source ${source}, or it was never read. \`kedge source list\` shows those there are.`;

/** Oldest first, as a chain is read. */
async function entriesOf(server: KedgeServer, source: string): Promise<readonly AuditEntry[]> {
  const { items } = await listed(server, '/audit', AuditList, { source }, { limit: null, after: null });
  return items
    .map(({ number, previous, hash, at, actor, action, subject, details }) => ({
      number,
      previous,
      hash,
      at,
      actor,
      action,
      subject,
      details,
    }))
    .toSorted((a, b) => a.number - b.number);
}

function recomputed(entries: readonly AuditEntry[], { head: end }: AuditChain): AuditVerdict {
  // What was written since the end was asked for is left for the next look.
  const known = entries.filter(({ number }) => number <= end.number);
  const check = verifyChain(known, end, EMPTY_CHAIN);
  return 'fault' in check
    ? { entries: 0, head: EMPTY_CHAIN, fault: check.fault }
    : { entries: check.verified, head: check.head, fault: null };
}

function showChains(context: KedgeContext, json: boolean, chains: readonly AuditChain[]): void {
  const verdicts = chains.map(({ source, verified, head, fault, holds }) => ({
    source,
    verdict: { entries: verified, head, fault: holds ? null : (fault ?? UNSAID(verified)) },
  }));
  const ok = verdicts.every(({ verdict }) => verdict.fault === null);
  if (json) {
    const all = verdicts.map(({ source, verdict }) => ({ source, ok: verdict.fault === null, ...verdict }));
    printJson(context, { ok, chains: all });
  } else {
    for (const { source, verdict } of verdicts) {
      context.process.stdout.write(`${visible(source ?? 'the server itself')}: ${auditVerdictText(verdict)}`);
    }
    context.process.stdout.write(
      'The server recomputed these. With --source the log is fetched and recomputed here.\n',
    );
  }
  if (!ok) context.process.exitCode = EXIT.drift;
}

const UNSAID = (number: number) => ({
  number,
  wrong: 'unsaid',
  sentence: 'The audit log does not hold, and the server does not say where.',
});
