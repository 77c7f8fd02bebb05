/** The part of Vite's manifest that is read: what each file needs before it runs. */
export type PageManifest = Readonly<
  Record<
    string,
    { readonly file: string; readonly imports?: readonly string[]; readonly css?: readonly string[] }
  >
>;

/** Every file that the browser fetches for the entry and the routes given, each once. */
export function firstLoad(
  manifest: PageManifest,
  entry: string,
  routes: readonly string[],
): readonly string[] {
  const seen = new Set<string>();
  const files = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`The manifest of the page has no ${name}; it was renamed.`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) visit(other);
  };
  for (const name of [entry, ...routes]) visit(name);
  return [...files];
}
