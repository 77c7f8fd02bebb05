import { DEFAULT_FLAPPING, type FlapSettings } from '#domain/drift/life/flapping.ts';
import type { SourceSettings } from '#ports/source-settings.ts';

/** What each source calls flapping; one whose settings cannot be read as Kedge does by itself. */
export async function flappingOf(
  records: readonly { readonly source: string }[],
  settings: SourceSettings,
): Promise<(source: string) => FlapSettings> {
  const sources = [...new Set(records.map(({ source }) => source))];
  const known = new Map(
    await Promise.all(
      sources.map(async (source) => {
        const settled = await settings.of(source);
        return [source, 'problem' in settled ? DEFAULT_FLAPPING : settled.flapping] as const;
      }),
    ),
  );
  return (source) => known.get(source) ?? DEFAULT_FLAPPING;
}
