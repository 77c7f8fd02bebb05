import type { ImportPlace, ResourceText } from '#ports/import-placer.ts';
import { alignmentChanges } from '../edit/alignment.ts';
import { readHclTree } from '../edit/read-tree.ts';
import { attributeOf } from '../edit/syntax-tree.ts';
import { applyChanges, lineStartAt, nextLineAt } from '../edit/text-change.ts';
import { cleanConfiguration } from '../generated-import/clean-configuration.ts';
import { secretPlaces } from './secret-places.ts';

type Texts = { readonly texts: readonly ResourceText[] } | { readonly problem: string };

/**
 * What the generated block could be cut down to, the shortest first and all of it last: what a provider takes for
 * nothing differs, and only a plan tells.
 */
export async function resourceTexts(generated: string, place: ImportPlace): Promise<Texts> {
  const whole = await wholeBlock(generated, place);
  if (whole === null) {
    return { problem: 'What the engine generated is not one resource block, so nothing can be made of it.' };
  }
  const texts: ResourceText[] = [];
  for (const degree of ['empty', 'unset'] as const) {
    const cleaned = await cleanConfiguration(whole, degree);
    if ('problem' in cleaned) return cleaned;
    const { text, dropped } = cleaned.clean;
    const withheld = dropped.filter(({ why }) => why === 'withheld').map(({ path }) => path);
    texts.push({ text, withheld, secrets: await secretPlaces(text) });
  }
  const secrets = await secretPlaces(whole);
  texts.push({ text: whole, withheld: texts.at(-1)?.withheld ?? [], secrets });
  return { texts: texts.filter(({ text }, i) => texts.findIndex((each) => each.text === text) === i) };
}

/** The block as it was generated, under its own name and without the provider that only the draft needed. */
async function wholeBlock(
  generated: string,
  { address, draftName, draftProvider }: ImportPlace,
): Promise<string | null> {
  const tree = await readHclTree(generated);
  const [block, ...others] = 'body' in tree ? tree.body.blocks : [];
  const head = `resource "${address.type}" "${draftName}" {`;
  if (block === undefined || others.length > 0 || !generated.startsWith(head, block.start)) return null;
  const provider = draftProvider === null ? undefined : attributeOf(block.body, 'provider');
  const changes = [
    {
      start: block.start,
      end: block.start + head.length,
      text: `resource "${address.type}" "${address.name}" {`,
    },
    ...(provider === undefined
      ? []
      : [
          {
            start: lineStartAt(generated, provider.start),
            end: nextLineAt(generated, provider.end),
            text: '',
          },
        ]),
  ];
  const text = `${applyChanges(generated.slice(0, block.end), changes).slice(block.start).trimEnd()}\n`;
  return applyChanges(text, await alignmentChanges(text));
}
