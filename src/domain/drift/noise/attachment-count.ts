import { canonicalText } from '../../json.ts';
import type { NoiseRule, RealResource } from './noise-rule.ts';

/** The resources that attach a managed policy, with the attribute that names whom they attach it to. */
const ATTACHMENTS: readonly { readonly type: string; readonly to: string }[] = [
  { type: 'aws_iam_role_policy_attachment', to: 'role' },
  { type: 'aws_iam_user_policy_attachment', to: 'user' },
  { type: 'aws_iam_group_policy_attachment', to: 'group' },
];

export const attachmentCount: NoiseRule = {
  id: 'attachment-count',
  title: 'a policy counts the attachments that are managed apart',
  why: 'Each attachment raises the count and is checked by itself; a count with an attachment that no code knows stays.',
  holds: 'unless_planned',
  takes: ({ resource, path, after }, around) => {
    const [first] = path;
    if (resource.type !== 'aws_iam_policy' || first?.kind !== 'attribute') return null;
    if (first.name !== 'attachment_count') return null;
    const arn = resource.values['arn'];
    if (arn === undefined || arn === null) return null;
    const attached = ATTACHMENTS.flatMap(({ type, to }) =>
      around
        .resourcesOfType(type)
        .filter((attachment) => attachment.values['policy_arn'] === arn)
        .map((attachment) => `${type} ${canonicalText(attachment.values[to])}`),
    );
    // Zero is no echo: then the last attachment went, and with it what would have told of it.
    return attached.length > 0 && new Set(attached).size === after ? {} : null;
  },
  example: {
    type: 'aws_iam_policy',
    path: [{ kind: 'attribute', name: 'attachment_count' }],
    before: 0,
    after: 1,
    values: { arn: 'arn:aws:iam::1:policy/p' },
    siblings: [attachmentTo('reader')],
  },
  counter: {
    type: 'aws_iam_policy',
    path: [{ kind: 'attribute', name: 'attachment_count' }],
    before: 1,
    after: 2,
    values: { arn: 'arn:aws:iam::1:policy/p' },
    siblings: [attachmentTo('reader')],
  },
};

function attachmentTo(role: string): RealResource {
  return {
    address: `aws_iam_role_policy_attachment.${role}`,
    type: 'aws_iam_role_policy_attachment',
    values: { role, policy_arn: 'arn:aws:iam::1:policy/p' },
  };
}
