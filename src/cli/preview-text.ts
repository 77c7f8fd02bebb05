import type { Difference } from '#domain/drift/report.ts';
import type { RevertPreview } from '#workflows/revert-drift.ts';
import type { Look } from './print.ts';
import { arrow } from '#domain/drift/text/change.ts';
import { ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

const LONGEST_CHANGE = 160;

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
      return [`  ${actions.join(' and ')}  ${visible(address)}${why}`, ...here.map(backLine)];
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

function backLine(difference: Difference): string {
  return difference.path === ''
    ? `    ${wholeText(difference)}`
    : `    ${visible(difference.path)}  ${backText(difference)}`;
}

function wholeText({ class: kind, change, reality, intent }: Difference): string {
  if (kind === 'deleted') return 'is made again, as the code has it';
  if (change === 'added') return 'is made, as the code has it';
  return change === 'removed' ? 'is destroyed' : arrow(reality, intent, LONGEST_CHANGE);
}

/** From what is there to what the code says. */
function backText({ reality, intent, document_changes }: Difference): string {
  if (document_changes.length > 0) {
    const paths = document_changes.map(({ path }) => visible(path)).join(', ');
    return `document changes at ${paths}`;
  }
  return reality.kind === 'secret' && intent.kind === 'secret'
    ? '(sensitive, changes)'
    : arrow(reality, intent, LONGEST_CHANGE);
}
