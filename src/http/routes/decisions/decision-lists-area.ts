import { createRoute, z } from '@hono/zod-openapi';
import { approveDecision } from '#domain/decision/approve.ts';
import type { Decision } from '#domain/decision/decision.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { decisionItem } from '../../present/decision-item.ts';
import { problem } from '../../problem.ts';
import { DecisionList, DecisionQuery, DecisionWhole } from '../../schema/decisions.ts';
import { SourceName } from '../../schema/list.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { FIRST_PAGE, NO_PAGE } from '../drift/drift-lists-area.ts';
import { reachOf, sees, stacksIn } from '../reach.ts';

const tags = ['decisions'];
export const DecisionParams = z.object({ source: SourceName, id: z.string().min(1).max(100) });

const list = createRoute({
  method: 'get',
  path: '/api/v1/decisions',
  tags,
  summary: 'What was decided, newest first',
  request: { query: DecisionQuery },
  responses: answers(200, 'A page of it.', DecisionList),
});

const one = createRoute({
  method: 'get',
  path: '/api/v1/decisions/{source}/{id}',
  tags,
  summary: 'One decision with what it was made about',
  request: { params: DecisionParams },
  responses: answers(200, 'The decision.', DecisionWhole),
});

const MOST_COUNTED = 1_000;

export const decisionListsArea =
  ({ reads, view, fleet, clock }: DataDependencies): Area =>
  ({ route }) => {
    route(list, async (context) => {
      const { limit, cursor, source, kind, in_force: inForce, awaiting, by, q } = context.req.valid('query');
      const snapshot = await view.now();
      const filter = {
        sources: source === undefined ? null : [source],
        stacks: stacksIn(snapshot, reachOf(context, 'decision.read')),
        kinds: kind ?? null,
        inForce: inForce ?? null,
        awaiting: awaiting ?? null,
        by: by ?? null,
        text: q ?? null,
      };
      const page = await reads.listDecisions(filter, { limit, after: cursor ?? null });
      if (page === null) return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      const total = await reads.countDecisions(filter, MOST_COUNTED);
      return context.json(
        {
          items: page.items.map(decisionItem),
          next: page.next,
          total,
          total_is: total < MOST_COUNTED ? ('exact' as const) : ('at_least' as const),
        },
        200,
      );
    });

    route(one, async (context) => {
      const { source, id } = context.req.valid('param');
      const decision = (await (await fleet.memoryOf(source))?.findDecision(id)) ?? null;
      const snapshot = await view.now();
      const reach = reachOf(context, 'decision.read');
      const visible =
        decision?.subjects.filter(({ stack }) => sees(snapshot, reach, { source, stack })) ?? [];
      if (decision === null || visible.length === 0) {
        return problem(context, 'not-found', `No decision is known as ${id} in ${source}.`);
      }
      const states = new Map<string, DecisionWhole['subjects'][number]['state']>();
      for (const { fingerprint, stack } of visible) {
        const found = await reads.findDrift(source, fingerprint);
        states.set(fingerprint, found.find((record) => record.stack === stack)?.state ?? null);
      }
      return context.json(
        {
          ...decisionItem({ ...decision, source }),
          may_approve: mayApprove(context, decision, source, clock.now().toISOString(), snapshot),
          subjects: visible.map((subject) => ({
            stack: subject.stack,
            fingerprint: subject.fingerprint,
            address: subject.address,
            path: subject.path,
            reality: subject.reality,
            intent: subject.intent,
            evidence: subject.evidence,
            state: states.get(subject.fingerprint) ?? null,
          })),
        },
        200,
      );
    });
  };

/** The domain's own rule, and the role. */
function mayApprove(
  context: HttpContext,
  decision: Decision,
  source: string,
  now: string,
  snapshot: Parameters<typeof sees>[0],
): DecisionWhole['may_approve'] {
  const reach = reachOf(context, 'decision.approve');
  if (!decision.subjects.every(({ stack }) => sees(snapshot, reach, { source, stack }))) {
    return { may: false, why: 'It takes the role approver for the team of each of its stacks.' };
  }
  const outcome = approveDecision(decision, actorOf(context), now, null);
  return 'refused' in outcome ? { may: false, why: outcome.refused } : { may: true, why: null };
}
