import { z } from 'zod';
import { Difference } from '#domain/drift/report.ts';
import { planLine } from '#domain/drift/text/plan-line.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { Job } from '#domain/fleet/job.ts';
import type { FixPreview } from '../schema/fixes.ts';

/** What `plan-fix` leaves with its job; redacted when it gets there. */
const Planned = z.object({
  kind: z.literal('planned'),
  fingerprints: z.array(z.string()),
  digest: z.string(),
  preview: z.object({
    changes: z.array(
      z.object({ address: z.string(), actions: z.array(z.string()), fingerprints: z.array(z.string()) }),
    ),
    differences: z.array(Difference),
    absorbs: z.array(Difference),
    targets: z.array(z.string()).nullable(),
  }),
});

/** null: the job is no plan, or it did not get that far. */
export function fixPreview(job: Job, confirmation: Job | null): FixPreview | null {
  if (job.task !== 'plan-fix' || job.source === null || job.stack === null) return null;
  const read = Planned.safeParse(job.result);
  if (!read.success) return null;
  const { digest, fingerprints, preview } = read.data;
  const counts = { adds: 0, changes: 0, destroys: 0 };
  for (const { actions } of preview.changes) {
    if (actions.includes('create')) counts.adds += 1;
    if (actions.includes('update')) counts.changes += 1;
    if (actions.includes('delete')) counts.destroys += 1;
  }
  const changed = preview.changes.map(({ address, actions, fingerprints: ids }) => ({
    address,
    actions,
    fingerprints: ids,
    lines: preview.differences.filter((each) => each.address === address).map(planLine),
  }));
  return {
    source: job.source,
    stack: job.stack,
    fingerprints,
    digest,
    text: changed
      .flatMap(({ address, actions, lines }) => [
        `${actions.join(' and ')}  ${visible(address)}`,
        ...lines.map((line) => `  ${line}`),
      ])
      .join('\n'),
    ...counts,
    resources: changed,
    targets: preview.targets,
    absorbs: preview.absorbs.map(({ address, path }) => (path === '' ? address : `${address}.${path}`)),
    warnings:
      preview.absorbs.length === 0
        ? []
        : [
            `The apply also takes into the state what it read and nobody decided about (${preview.absorbs.length}); reality stays.`,
          ],
    confirmed: confirmation !== null,
    confirmed_by: confirmation?.id ?? null,
  };
}
