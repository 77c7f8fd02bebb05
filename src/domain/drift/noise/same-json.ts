import { jsonEqual } from '../../json.ts';
import { documentIn } from '../json-document.ts';
import type { NoiseRule } from './noise-rule.ts';

export const sameJson: NoiseRule = {
  id: 'same-json',
  title: 'the same JSON document, written differently',
  why: 'White space and the order of keys carry no meaning in JSON; services store documents in their own format.',
  holds: 'always',
  takes: ({ before, after }) => {
    const b = documentIn(before);
    const a = documentIn(after);
    return b !== undefined && a !== undefined && jsonEqual(b, a) ? {} : null;
  },
  example: {
    type: 'aws_ecs_task_definition',
    path: [{ kind: 'attribute', name: 'container_definitions' }],
    before: '[{"name":"web","image":"web:1"}]',
    after: '[ { "image": "web:1", "name": "web" } ]',
  },
  counter: {
    type: 'aws_ecs_task_definition',
    path: [{ kind: 'attribute', name: 'container_definitions' }],
    before: '[{"name":"web","image":"web:1"}]',
    after: '[{"name":"web","image":"web:2"}]',
  },
};
