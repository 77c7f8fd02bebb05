/** Where things are on the page of the server. */
export interface PageLinks {
  readonly drift: (source: string, fingerprint: string) => string;
  readonly driftList: (source: string) => string;
  readonly stack: (source: string, stack: string) => string;
  readonly change: (source: string, id: string) => string;
  readonly home: () => string;
}

/** @param address of the server as people reach it, such as `https://kedge.example.com` */
export function pageLinks(address: string): PageLinks {
  const at = (...parts: readonly string[]): string =>
    [address.replace(/\/+$/, ''), ...parts.map(encodeURIComponent)].join('/');
  return {
    drift: (source, fingerprint) => at('drift', source, fingerprint),
    driftList: (source) => `${at('drift')}?source=${encodeURIComponent(source)}`,
    stack: (source, stack) => at('stacks', source, stack),
    change: (source, id) => at('changes', source, id),
    home: () => at(''),
  };
}
