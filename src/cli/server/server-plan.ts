import type { FixPreview } from '#http/schema/fixes.ts';
import { stackName } from '../drift/listed-stack.ts';
import type { ShownPlan } from '../preview-text.ts';

/** The plan that the server made, as plans are shown here. */
export const shownPlan = ({ source, stack, resources, absorbs, targets }: FixPreview): ShownPlan => ({
  stack: stackName({ source, stack }),
  changes: resources,
  absorbs,
  targets,
});
