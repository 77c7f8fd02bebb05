/**
 * `unset` drops what a provider cannot tell from nothing. `empty` also drops empty texts, lists and maps, which most
 * providers take for nothing, and some do not.
 */
export type Degree = 'unset' | 'empty';

export const NEEDLESS_REASONS = ['unset', 'withheld', 'computed', 'empty'] as const;

/** `withheld`: the engine knows a secret value and does not write it down; a person may have to. */
export type NeedlessReason = (typeof NEEDLESS_REASONS)[number];

export interface WrittenAttribute {
  /** Of the resource, such as `aws_sqs_queue`. */
  readonly type: string;
  /** From the resource down, such as `timeouts.create`. */
  readonly path: string;
  /** As it is written. */
  readonly value: string;
  /** The comment behind it. */
  readonly remark: string;
}

/**
 * What a provider computes of other attributes and yet accepts. Written down, it contradicts them with the next change.
 * `tags_all`: the tags together with those of the provider's `default_tags`.
 */
const COMPUTED: readonly { readonly types: RegExp; readonly path: string }[] = [
  { types: /^aws_/, path: 'tags_all' },
];

/** null: it says something. */
export function whyNeedless(
  { type, path, value, remark }: WrittenAttribute,
  degree: Degree,
): NeedlessReason | null {
  if (value === 'null') return /\bsensitive\b/.test(remark) ? 'withheld' : 'unset';
  if (COMPUTED.some((computed) => computed.types.test(type) && computed.path === path)) return 'computed';
  return degree === 'empty' && EMPTY.has(value.replaceAll(/\s/g, '')) ? 'empty' : null;
}

const EMPTY: ReadonlySet<string> = new Set(['""', '[]', '{}']);
