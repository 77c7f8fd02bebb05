import type { NoiseRule } from './noise-rule.ts';

const trimmedLines = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
const withoutFinalDot = (text: string): string => (text.endsWith('.') ? text.slice(0, -1) : text);

export const sameText: NoiseRule = {
  id: 'same-text',
  title: 'the same text but for white space at its ends',
  why: 'Services trim line ends and final newlines, and the provider plans no change for it.',
  holds: 'unless_planned',
  takes: ({ before, after }) =>
    typeof before === 'string' && typeof after === 'string' && trimmedLines(before) === trimmedLines(after)
      ? {}
      : null,
  example: {
    type: 'aws_ssm_document',
    path: [{ kind: 'attribute', name: 'content' }],
    before: 'steps:\r\n  - run\r\n',
    after: 'steps:\n  - run',
  },
  counter: {
    type: 'aws_ssm_document',
    path: [{ kind: 'attribute', name: 'content' }],
    before: 'steps:\n  - run\n',
    after: 'steps:\n - run\n',
  },
};

export const sameDomainName: NoiseRule = {
  id: 'same-domain-name',
  title: 'a domain name with and without its final dot, in any case',
  why: 'example.com and EXAMPLE.com. are one name in DNS (RFC 1035, 2.3.3 and 3.1).',
  holds: 'unless_planned',
  takes: ({ before, after, path }) => {
    if (typeof before !== 'string' || typeof after !== 'string') return null;
    const last = path.at(-1);
    const name = last?.kind === 'attribute' ? last.name : '';
    if (!/(^|_)(name|zone|domain|fqdn|records?|target)($|_)/.test(name) || !before.includes('.')) return null;
    return withoutFinalDot(before).toLowerCase() === withoutFinalDot(after).toLowerCase() ? {} : null;
  },
  example: {
    type: 'aws_route53_zone',
    path: [{ kind: 'attribute', name: 'name' }],
    before: 'example.com.',
    after: 'example.com',
  },
  counter: {
    type: 'aws_route53_zone',
    path: [{ kind: 'attribute', name: 'name' }],
    before: 'example.com',
    after: 'example.org',
  },
};
