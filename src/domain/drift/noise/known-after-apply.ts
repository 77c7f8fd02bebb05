import { holdsUnknown, UNKNOWN_VALUE } from '../unknown-value.ts';
import type { NoiseRule } from './noise-rule.ts';

export const knownAfterApply: NoiseRule = {
  id: 'known-after-apply',
  title: 'a computed attribute that another change leaves open',
  why: 'When a resource is updated its computed attributes read "known after apply"; they are a consequence, not a change.',
  holds: 'always',
  takes: ({ between, after, setInCode }) =>
    between === 'plan' && !setInCode && holdsUnknown(after) ? {} : null,
  example: {
    type: 'aws_lambda_function',
    path: [{ kind: 'attribute', name: 'qualified_arn' }],
    before: 'arn:aws:lambda:eu-west-1:1:function:f:1',
    after: UNKNOWN_VALUE,
    between: 'plan',
    planned: true,
  },
  counter: {
    type: 'aws_lambda_function',
    path: [{ kind: 'attribute', name: 'role' }],
    before: 'arn:aws:iam::1:role/a',
    after: UNKNOWN_VALUE,
    between: 'plan',
    planned: true,
    setInCode: true,
  },
};
