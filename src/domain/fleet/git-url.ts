export type GitProtocol = 'https' | 'http' | 'ssh' | 'git' | 'file';

export interface GitAddress {
  readonly protocol: GitProtocol;
  /** Host and port as they stand in the address; empty for files. */
  readonly host: string;
}

const PROTOCOLS: readonly GitProtocol[] = ['https', 'http', 'ssh', 'git', 'file'];

/** `user@host:path`; no slash before the colon. */
const SCP = /^(?:[\w.-]+@)?(\w[\w.-]*|\[[0-9a-fA-F:.]+\]):(?!\/\/|:)(?=[^\s])/;

/**
 * How Git will reach an address, or why Kedge does not take it, as a sentence that quotes nothing which could be a
 * secret. An address that starts a program (`ext::`) or carries a password never gets to Git.
 */
export function gitAddress(url: string): GitAddress | { readonly problem: string } {
  if (url === '' || /[\p{Cc}\s]/u.test(url)) {
    return { problem: 'The address is empty or holds a blank. Give one that `git clone` takes.' };
  }
  if (url.startsWith('-'))
    return { problem: 'The address starts with a dash, which Git takes for an option.' };
  if (url.startsWith('/')) return { protocol: 'file', host: '' };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return scpAddress(url);
  const protocol = PROTOCOLS.find((known) => known === scheme);
  if (protocol === undefined) {
    return { problem: `Kedge does not clone by ${scheme}. It takes ${PROTOCOLS.join(', ')}.` };
  }
  const parsed = URL.parse(url);
  // Here Git and the standard of URLs read differently, and a check of the one would not hold for the other.
  const ambiguous = url.includes('\\') || (protocol !== 'file' && url.includes(':///'));
  if (parsed === null || ambiguous)
    return { problem: 'The address cannot be read. Write it like https://host/path.git.' };
  if (protocol === 'file') {
    return parsed.host === '' ? { protocol, host: '' } : { problem: 'A file address names no host.' };
  }
  if (parsed.host === '') return { problem: 'The address names no host.' };
  const userinfo = userinfoProblem(protocol, parsed);
  return userinfo === null ? { protocol, host: parsed.host } : { problem: userinfo };
}

function scpAddress(url: string): GitAddress | { readonly problem: string } {
  const host = SCP.exec(url)?.[1];
  return host === undefined
    ? {
        problem: 'It is no address of a Git repository. Write https://host/path.git, git@host:path or /path.',
      }
    : { protocol: 'ssh', host };
}

/** Over https a user's name alone may be a token (`https://TOKEN@host`), so there must be none. */
function userinfoProblem(protocol: GitProtocol, { username, password, search }: URL): string | null {
  const next = 'Name the place of the credential instead: an environment variable or a file.';
  if (password !== '') return `The address has a password in it, and addresses are shown. ${next}`;
  if (username !== '' && protocol !== 'ssh') {
    return `The address has a user in it, which may be a token, and addresses are shown. ${next}`;
  }
  return search === '' ? null : `The address has a query, which may hold a token. ${next}`;
}
