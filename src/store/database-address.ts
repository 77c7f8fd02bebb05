/** A database as DATABASE_URL names it. */
export interface DatabaseAddress {
  readonly url: string;
  /** Without the password, for messages. */
  readonly name: string;
  /** Takes the password out of what a driver says. */
  readonly hide: (text: string) => string;
}

const SCHEMES: ReadonlySet<string> = new Set(['postgres:', 'postgresql:']);

/** `refused` never quotes the text: a URL that cannot be taken apart may hold its password anywhere. */
export function readDatabaseUrl(
  text: string,
): { readonly address: DatabaseAddress } | { readonly refused: string } {
  const url = URL.parse(text);
  if (url === null) return { refused: refusal('it is no URL') };
  if (!SCHEMES.has(url.protocol)) {
    return { refused: refusal(`it begins with ${url.protocol}//`) };
  }
  // With a `/`, `?` or `#` in the password the rest of it, up to the @, ends up in the path.
  if (/@/.test(`${url.pathname}${url.search}${url.hash}`)) {
    return {
      refused: refusal(
        'there is an @ behind the host: write /, ?, # and @ in a password as %2F, %3F, %23 and %40',
      ),
    };
  }
  const secrets = [url.password, decoded(url.password), url.searchParams.get('password') ?? ''].filter(
    (secret) => secret !== '',
  );
  return {
    address: {
      url: text,
      name: nameOf(url),
      hide: (said) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), said),
    },
  };
}

const refusal = (why: string): string =>
  `Cannot use DATABASE_URL: ${why}. Give postgres://USER:PASSWORD@HOST:PORT/DATABASE, or unset it to keep the memory in the project's own folder.`;

function nameOf(url: URL): string {
  const host = url.searchParams.get('host') ?? (decoded(url.host) || 'localhost');
  return `PostgreSQL database ${decoded(url.pathname.slice(1)) || 'of the user'} at ${host}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
