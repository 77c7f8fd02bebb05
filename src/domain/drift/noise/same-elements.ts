import { canonicalText, isArray } from '../../json.ts';
import type { NoiseRule } from './noise-rule.ts';

export const sameElements: NoiseRule = {
  id: 'same-elements',
  title: 'the same elements in another order',
  why: 'The service answers an unordered collection in any order, and the provider plans no change for it.',
  holds: 'unless_planned',
  takes: ({ before, after }) => {
    if (!isArray(before) || !isArray(after) || before.length !== after.length) return null;
    const sorted = (list: typeof before): string => list.map(canonicalText).toSorted().join('\n');
    return sorted(before) === sorted(after) ? {} : null;
  },
  example: {
    type: 'aws_lb',
    path: [{ kind: 'attribute', name: 'subnets' }],
    before: ['subnet-a', 'subnet-b'],
    after: ['subnet-b', 'subnet-a'],
  },
  counter: {
    type: 'aws_lb',
    path: [{ kind: 'attribute', name: 'subnets' }],
    before: ['subnet-a', 'subnet-b'],
    after: ['subnet-b', 'subnet-b'],
  },
};
