import type { AttributePath } from '../attribute-path.ts';
import type { NoiseRule } from './noise-rule.ts';

const ALL_OF: Readonly<Record<string, string>> = {
  tags_all: 'tags',
  effective_labels: 'labels',
  terraform_labels: 'labels',
  effective_annotations: 'annotations',
};

export const tagsAllMirror: NoiseRule = {
  id: 'tags-all-mirror',
  title: 'tags_all repeats a change of tags',
  why: 'The provider keeps every tag twice, in tags and in tags_all; one changed tag is one difference.',
  holds: 'always',
  takes: ({ path }, around) => {
    const [first, ...rest] = path;
    const source = first?.kind === 'attribute' ? ALL_OF[first.name] : undefined;
    if (source === undefined) return null;
    const mirrored: AttributePath = [{ kind: 'attribute', name: source }, ...rest];
    return around.sameChangeAt(mirrored) ? { note: `the change stands at ${source}` } : null;
  },
  example: {
    type: 'aws_sqs_queue',
    path: [
      { kind: 'attribute', name: 'tags_all' },
      { kind: 'key', key: 'Team' },
    ],
    before: 'core',
    after: 'edge',
    also: [
      [
        { kind: 'attribute', name: 'tags' },
        { kind: 'key', key: 'Team' },
      ],
    ],
  },
  counter: {
    type: 'aws_sqs_queue',
    path: [
      { kind: 'attribute', name: 'tags_all' },
      { kind: 'key', key: 'CostCentre' },
    ],
    before: '12',
    after: '13',
  },
};
