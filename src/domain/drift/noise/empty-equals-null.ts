import { isEmpty } from '../emptiness.ts';
import type { NoiseRule } from './noise-rule.ts';

export const emptyEqualsNull: NoiseRule = {
  id: 'empty-equals-null',
  title: 'null, [], {} and "" are the same nothing',
  why: 'Providers read an attribute that was never set as null, [], {} or "" in turn; nobody changed it.',
  holds: 'always',
  takes: ({ before, after }) =>
    before !== undefined && after !== undefined && isEmpty(before) && isEmpty(after) ? {} : null,
  example: {
    type: 'aws_sqs_queue',
    path: [{ kind: 'attribute', name: 'tags' }],
    before: null,
    after: {},
  },
  counter: {
    type: 'aws_sqs_queue',
    path: [
      { kind: 'attribute', name: 'tags' },
      { kind: 'key', key: 'Team' },
    ],
    before: 'core',
    after: '',
  },
};
