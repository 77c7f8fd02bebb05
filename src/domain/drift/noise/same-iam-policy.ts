import { jsonEqual } from '../../json.ts';
import { documentIn } from '../json-document.ts';
import { iamForm, isIamDocument } from './iam-document.ts';
import type { NoiseRule } from './noise-rule.ts';

export const sameIamPolicy: NoiseRule = {
  id: 'same-iam-policy',
  title: 'the same IAM policy, written differently',
  why: 'IAM reads one value and a list of one alike, and the order of statements, actions and principals grants nothing.',
  holds: 'always',
  takes: ({ before, after }) => {
    const b = documentIn(before);
    const a = documentIn(after);
    return isIamDocument(b) && isIamDocument(a) && jsonEqual(iamForm(b), iamForm(a)) ? {} : null;
  },
  example: {
    type: 'aws_iam_role_policy',
    path: [{ kind: 'attribute', name: 'policy' }],
    before: '{"Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}]}',
    after: '{"Statement":{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":["*"]}}',
  },
  counter: {
    type: 'aws_iam_role_policy',
    path: [{ kind: 'attribute', name: 'policy' }],
    before: '{"Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}',
    after: '{"Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}',
  },
};
