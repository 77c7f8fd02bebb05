import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const TAGS = ['tags', 'tags_all', 'labels', 'effective_labels', 'terraform_labels', 'user_labels'];
const WORDS = ['description', 'comment', 'alarm_description', 'display_name', 'documentation'];

/** These come first: nothing below may make more of code that waits, a tag or a description. */
export const harmless: readonly ShippedSeverityRule[] = [
  {
    id: 'unapplied-destroy',
    when: `class == "unapplied_code" && path == "" && change == "removed"`,
    severity: 'medium',
    why: 'the next apply destroys it',
    example: { type: 'aws_s3_bucket', class: 'unapplied_code', change: 'removed' },
    counter: { type: 'aws_s3_bucket', class: 'unapplied_code', change: 'added' },
  },
  {
    id: 'unapplied-code',
    when: `class == "unapplied_code"`,
    severity: 'low',
    why: 'the code is ahead of reality; nobody changed reality',
    example: {
      type: 'aws_security_group',
      path: 'ingress',
      class: 'unapplied_code',
      after: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] }],
    },
    counter: { type: 'aws_security_group', path: 'name', before: 'a', after: 'b' },
  },
  {
    id: 'tags-only',
    when: `attribute in ${oneOf(TAGS)}`,
    severity: 'low',
    why: 'only tags or labels changed',
    example: { type: 'aws_iam_role', path: 'tags["Team"]', before: 'a', after: 'b' },
    counter: { type: 'aws_autoscaling_group', path: 'max_size', before: 1, after: 2 },
  },
  {
    id: 'description-only',
    when: `leaf in ${oneOf(WORDS)}`,
    severity: 'low',
    why: 'only a description changed',
    example: { type: 'aws_security_group', path: 'ingress[0].description', before: 'a', after: 'b' },
    counter: { type: 'aws_security_group', path: 'vpc_id', before: 'a', after: 'b' },
  },
];
