/** `shop/envs/prod` is the stack `envs/prod` of the source `shop`; `shop` alone all of its stacks. */
export function sourceAndStack(text: string): { readonly source: string; readonly stack?: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { source: text };
  const stack = text.slice(slash + 1);
  return { source: text.slice(0, slash), ...(stack === '' ? {} : { stack }) };
}
