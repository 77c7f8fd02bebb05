/** Where a server answers. */
export interface ServerAddress {
  /** Without a slash at its end. */
  readonly url: string;
  /** Others can read what is sent: said aloud, since it is only used when somebody asked for it. */
  readonly warning: string | null;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * A token is sent there, so the way must be secret: https, or this machine itself. The problem is a sentence; it never
 * repeats what stands before an `@`, which may be a password.
 */
export function parseServerAddress(
  text: string,
  plaintext: boolean,
): { readonly address: ServerAddress } | { readonly problem: string } {
  const parsed = URL.parse(text.trim());
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return {
      problem: `${shown(text)} is no address of a server. Give one such as https://kedge.example, with --server or KEDGE_SERVER.`,
    };
  }
  if (parsed.username !== '' || parsed.password !== '') {
    return {
      problem: `The address of the server holds a name or a password before the @. Give the address alone, and the token in KEDGE_TOKEN or with --token-file.`,
    };
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    return { problem: `${parsed.origin}${parsed.pathname} is enough: leave out what stands behind it.` };
  }
  const url = `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, '');
  if (parsed.protocol === 'https:' || LOOPBACK.test(parsed.hostname))
    return { address: { url, warning: null } };
  if (!plaintext) {
    return {
      problem: `${url} is plain http to another machine: the token and what it may do could be read on the way. Use https, or give --plaintext if the way is secret otherwise.`,
    };
  }
  return {
    address: {
      url,
      warning: `Warning: ${url} is plain http. Whoever can listen on the way can read the token and act with it.`,
    },
  };
}

const shown = (text: string): string => JSON.stringify(text.replace(/^.*@/s, '').slice(0, 200));
