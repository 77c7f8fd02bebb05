import { jsonEqual } from '../../json.ts';
import type { NoiseRule } from './noise-rule.ts';

export const noVisibleDifference: NoiseRule = {
  id: 'no-visible-difference',
  title: 'an entry whose two sides are equal',
  why: 'Terraform lists a resource when only private data or a sensitive mark moved; no value differs.',
  holds: 'always',
  takes: ({ path, before, after }) => (path.length === 0 && jsonEqual(before, after) ? {} : null),
  example: { type: 'aws_iam_role', path: [], before: { id: 'r' }, after: { id: 'r' } },
  counter: { type: 'aws_iam_role', path: [], before: { id: 'r' }, after: { id: 's' } },
};
