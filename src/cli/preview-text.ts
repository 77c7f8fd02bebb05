import type { RevertPreview } from '#workflows/revert-drift.ts';
import type { Look } from './print.ts';
import { planLine } from '#domain/drift/text/plan-line.ts';
import { ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** What a plan would do, in words. */
export interface ShownPlan {
  readonly stack: string;
  readonly changes: readonly {
    readonly address: string;
    readonly actions: readonly string[];
    readonly fingerprints: readonly string[];
    /** From what is there to what the code says; can be shown as they are. */
    readonly lines: readonly string[];
  }[];
  /** What the apply takes into the state besides: places. */
  readonly absorbs: readonly string[];
  /** null: the whole stack was planned. */
  readonly targets: readonly string[] | null;
}

export const previewText = (
  { stack, changes, differences, absorbs, targets }: RevertPreview,
  look: Look,
): string =>
  planText(
    {
      stack,
      changes: changes.map((change) => ({
        ...change,
        lines: differences.filter(({ address }) => address === change.address).map(planLine),
      })),
      absorbs: absorbs.map(({ address, path }) => (path === '' ? address : `${address}.${path}`)),
      targets,
    },
    look,
  );

/**
 * A plan as a person looks at it before it is applied. The engine's own text is not shown: what the masks do not name
 * stands in it in clear.
 */
export function planText({ stack, changes, absorbs, targets }: ShownPlan, look: Look): string {
  const paint = ink(look.color);
  const lines = [
    paint.bold(
      `Plan for ${visible(stack)}: ${changes.length === 1 ? 'one resource changes' : `${changes.length} resources change`}`,
    ),
    ...(targets === null ? [] : [`  planned for ${targets.map(visible).join(', ')} alone`]),
    ...changes.flatMap(({ address, actions, fingerprints, lines: inside }) => {
      const why = fingerprints.length === 0 ? '' : `  ${paint.dim(fingerprints.join(' '))}`;
      return [
        `  ${actions.join(' and ')}  ${visible(address)}${why}`,
        ...inside.map((line) => `    ${visible(line)}`),
      ];
    }),
  ];
  const taken =
    absorbs.length === 0
      ? []
      : [
          '',
          `The apply also takes into the state what it read and nobody decided about (${absorbs.length}); reality stays:`,
          ...absorbs.map((place) => `  ${visible(place)}`),
        ];
  return [...lines, ...taken, '', ''].join('\n');
}
