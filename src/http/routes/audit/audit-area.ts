import { createRoute, z } from '@hono/zod-openapi';
import { EMPTY_CHAIN, verifyChain } from '#domain/audit/audit-chain.ts';
import type { MemoryReading } from '#ports/memory.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { problem } from '../../problem.ts';
import { AuditList, AuditQuery, AuditState, type AuditChain } from '../../schema/audit.ts';
import { SourceName } from '../../schema/list.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { FIRST_PAGE, NO_PAGE } from '../drift/drift-lists-area.ts';

const list = createRoute({
  method: 'get',
  path: '/api/v1/audit',
  tags: ['audit'],
  summary: 'Every decision and act, newest first',
  request: { query: AuditQuery },
  responses: answers(200, 'A page of the log.', AuditList),
});

const state = createRoute({
  method: 'get',
  path: '/api/v1/audit/state',
  tags: ['audit'],
  summary: 'Whether the log of each source and of the server itself is whole and unchanged',
  request: { query: z.object({ source: SourceName.optional() }) },
  responses: answers(200, 'Each chain, recomputed.', AuditState),
});

const MOST_COUNTED = 1_000;

export const auditArea =
  ({ reads, fleet, view, clock }: DataDependencies): Area =>
  ({ route }) => {
    route(list, async (context) => {
      const { limit, cursor, source, action, actor, q } = context.req.valid('query');
      const filter = {
        sources: source === undefined ? null : [source],
        action: action ?? null,
        actor: actor ?? null,
        text: q ?? null,
      };
      const page = await reads.listAudit(filter, { limit, after: cursor ?? null });
      if (page === null) return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      const total = await reads.countAudit(filter, MOST_COUNTED);
      return context.json(
        {
          items: page.items.map((entry) => ({ ...entry, details: entry.details as Record<string, never> })),
          next: page.next,
          total,
          total_is: total < MOST_COUNTED ? ('exact' as const) : ('at_least' as const),
        },
        200,
      );
    });

    route(state, async (context) => {
      const { source } = context.req.valid('query');
      const names = source === undefined ? (await fleet.sources()).map((each) => each.source.name) : [source];
      const chains: AuditChain[] = [];
      for (const name of names) {
        const memory = await fleet.memoryOf(name);
        if (memory === null) continue;
        // Recomputing a long chain takes its time; many may look at once.
        chains.push(
          await view.counted(JSON.stringify(['chain', name]), () =>
            chainOf(name, memory, clock.now().toISOString()),
          ),
        );
      }
      if (source === undefined) {
        const log = await reads.serverLog();
        chains.push(
          await view.counted(JSON.stringify(['chain', null]), () =>
            chainOf(null, log, clock.now().toISOString()),
          ),
        );
      }
      return context.json({ chains }, 200);
    });
  };

const PAGE = 1_000;

async function chainOf(
  source: string | null,
  log: Pick<MemoryReading, 'auditHead' | 'auditEntries'>,
  checkedAt: string,
): Promise<AuditChain> {
  const end = await log.auditHead();
  let head = EMPTY_CHAIN;
  let verified = 0;
  // What was added since the head was read is left for the next look.
  while (head.number < end.number) {
    const page = (await log.auditEntries(head.number, PAGE)).filter(({ number }) => number <= end.number);
    if (page.length === 0) break;
    const check = verifyChain(page, undefined, head);
    if ('fault' in check) {
      return {
        source,
        entries: end.number,
        head: { ...end },
        verified,
        holds: false,
        fault: { ...check.fault },
        checked_at: checkedAt,
      };
    }
    ({ head } = check);
    verified += check.verified;
  }
  const whole = verifyChain([], end, head);
  const fault = 'fault' in whole ? { ...whole.fault } : null;
  return {
    source,
    entries: end.number,
    head: { ...end },
    verified,
    holds: fault === null,
    fault,
    checked_at: checkedAt,
  };
}
