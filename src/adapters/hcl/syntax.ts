import { createRequire } from 'node:module';

import { Language, Parser } from 'web-tree-sitter';

let loading: Promise<Parser> | undefined;

/**
 * The parser for Terraform's language, loaded at first use and then kept: a scan of a saved plan needs none.
 * Rejects when the grammar cannot be loaded, which means a broken installation.
 */
export function terraformParser(): Promise<Parser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Parser> {
  const grammar = createRequire(import.meta.url).resolve(
    '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm',
  );
  await Parser.init();
  return new Parser().setLanguage(await Language.load(grammar));
}
