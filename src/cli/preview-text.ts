import type { RevertPreview } from '#workflows/revert-drift.ts';
import type { Look } from './print.ts';
import { planLine } from '#domain/drift/text/plan-line.ts';
import { ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/**
 * A plan as a person looks at it before it is applied. The engine's own text is not shown: what the masks do not name
 * stands in it in clear.
 */
export function previewText(
  { stack, changes, differences, absorbs, targets }: RevertPreview,
  look: Look,
): string {
  const paint = ink(look.color);
  const lines = [
    paint.bold(
      `Plan for ${visible(stack)}: ${changes.length === 1 ? 'one resource changes' : `${changes.length} resources change`}`,
    ),
    ...(targets === null ? [] : [`  planned for ${targets.map(visible).join(', ')} alone`]),
    ...changes.flatMap(({ address, actions, fingerprints }) => {
      const why = fingerprints.length === 0 ? '' : `  ${paint.dim(fingerprints.join(' '))}`;
      const here = differences.filter((difference) => difference.address === address);
      return [
        `  ${actions.join(' and ')}  ${visible(address)}${why}`,
        ...here.map((difference) => `    ${planLine(difference)}`),
      ];
    }),
  ];
  const taken =
    absorbs.length === 0
      ? []
      : [
          '',
          `The apply also takes into the state what it read and nobody decided about (${absorbs.length}); reality stays:`,
          ...absorbs.map(({ address, path }) => `  ${visible(path === '' ? address : `${address}.${path}`)}`),
        ];
  return [...lines, ...taken, '', ''].join('\n');
}
