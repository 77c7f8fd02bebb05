import { createRoute } from '@hono/zod-openapi';
import { decideForFleet } from '#workflows/fleet/decide-for-fleet.ts';
import type { RefusedName } from '#workflows/fleet/find-named.ts';
import { approveForFleet, withdrawForFleet } from '#workflows/fleet/settle-for-fleet.ts';
import { answers, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { decisionItem } from '../../present/decision-item.ts';
import { problem } from '../../problem.ts';
import {
  Approved,
  ApproveRequest,
  Decided,
  DecisionRequest,
  WithdrawRequest,
  Withdrawn,
  type DecidedItem,
  type RefusedItem,
} from '../../schema/decisions.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf } from '../reach.ts';
import { DecisionParams } from './decision-lists-area.ts';

const tags = ['decisions'];

const decide = createRoute({
  method: 'post',
  path: '/api/v1/decisions',
  tags,
  summary: 'Decide about differences',
  description:
    'By the rules of `kedge decide` and the policies of each source. What one difference is refused for does not stop the others; a request that cannot be changes nothing.',
  request: { body: jsonBody(DecisionRequest) },
  responses: answers(200, 'What was decided and what was refused.', Decided),
});

const approve = createRoute({
  method: 'post',
  path: '/api/v1/decisions/{source}/{id}/approve',
  tags,
  summary: 'Approve what somebody else decided',
  request: { params: DecisionParams, body: jsonBody(ApproveRequest) },
  responses: answers(200, 'The decision with the approval.', Approved),
});

const withdraw = createRoute({
  method: 'post',
  path: '/api/v1/decisions/{source}/{id}/withdraw',
  tags,
  summary: 'Take a decision back',
  request: { params: DecisionParams, body: jsonBody(WithdrawRequest) },
  responses: answers(200, 'The differences that are open again.', Withdrawn),
});

export const decideArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    route(decide, async (context) => {
      const asked = context.req.valid('json');
      const decided = await decideForFleet(
        {
          differences: asked.differences.map(({ source, stack, fingerprint }) => ({
            source,
            stack: stack ?? null,
            fingerprint,
          })),
          kind: asked.kind,
          reason: asked.reason,
          until: asked.until ?? null,
          owner: asked.owner ?? null,
          destroy: asked.destroy_approved,
          group: asked.group,
          actor: actorOf(context),
          may: reachOf(context, 'drift.decide').may,
        },
        deps,
      );
      if ('problem' in decided) return problem(context, 'refused', decided.problem);
      deps.view.forget();
      return context.json(
        {
          decisions: decided.decisions.map(decisionItem),
          decided: decided.decided.map(decidedItem),
          refused: decided.refused.map(refusedItem),
          warnings: decided.warnings.map(refusedItem),
          approval_reasons: [...decided.approvalReasons],
        },
        200,
      );
    });

    route(approve, async (context) => {
      const name = context.req.valid('param');
      const { reason } = context.req.valid('json');
      const { may } = reachOf(context, 'decision.approve');
      const outcome = await approveForFleet(
        name,
        { actor: actorOf(context), may, reason: reason ?? null },
        deps,
      );
      if ('decided' in outcome) {
        deps.view.forget();
        return context.json(
          {
            decision: decisionItem({ ...outcome.decision, source: name.source }),
            missing: outcome.missing,
            decided: outcome.decided.map((record) => decidedItem({ ...record, source: name.source })),
          },
          200,
        );
      }
      return 'refused' in outcome ? problem(context, 'refused', outcome.refused) : missing(context, name);
    });

    route(withdraw, async (context) => {
      const name = context.req.valid('param');
      const { reason, differences } = context.req.valid('json');
      const { may } = reachOf(context, 'drift.decide');
      const only = differences ?? null;
      const outcome = await withdrawForFleet(
        name,
        only?.map(({ stack, fingerprint }) => ({ stack: stack ?? null, fingerprint })) ?? null,
        { actor: actorOf(context), may, reason },
        deps,
      );
      if ('decided' in outcome) {
        deps.view.forget();
        return context.json(
          {
            decided: outcome.decided.map((record) => decidedItem({ ...record, source: name.source })),
            refused: outcome.refused.map(refusedItem),
            ended: [...outcome.ended],
          },
          200,
        );
      }
      return 'refused' in outcome ? problem(context, 'refused', outcome.refused) : missing(context, name);
    });
  };

const missing = (context: HttpContext, { source, id }: { readonly source: string; readonly id: string }) =>
  problem(context, 'not-found', `No decision is known as ${id} in ${source}.`);

const decidedItem = ({ source, stack, fingerprint, state }: DecidedItem): DecidedItem => ({
  source,
  stack,
  fingerprint,
  state,
});

export const refusedItem = ({ source, stack, fingerprint, why }: RefusedName): RefusedItem => ({
  source,
  stack,
  fingerprint,
  why,
});
