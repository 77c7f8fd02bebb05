import { attachmentCount } from './attachment-count.ts';
import { computedByService } from './computed-by-service.ts';
import { emptyEqualsNull } from './empty-equals-null.ts';
import { knownAfterApply } from './known-after-apply.ts';
import type { NoiseRule } from './noise-rule.ts';
import { noVisibleDifference } from './no-visible-difference.ts';
import { sameElements } from './same-elements.ts';
import { sameIamPolicy } from './same-iam-policy.ts';
import { sameJson } from './same-json.ts';
import { sameDomainName, sameText } from './same-text.ts';
import { siblingEcho } from './sibling-echo.ts';
import { tagsAllMirror } from './tags-all-mirror.ts';

/** In the order they are asked; the first that takes a difference is the one it is counted under. */
export const NOISE_RULES: readonly NoiseRule[] = [
  noVisibleDifference,
  emptyEqualsNull,
  knownAfterApply,
  sameJson,
  sameIamPolicy,
  sameElements,
  sameText,
  sameDomainName,
  tagsAllMirror,
  siblingEcho,
  attachmentCount,
  computedByService,
];
