const LONGEST = 600;

/** What Git said on stderr, as a clause for a person: without credentials, hints, prefixes and control characters. */
export function wordsOf(stderr: string): string {
  const lines = maskCredentials(stderr)
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/\p{Cc}/gu, ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'))
    .map((line) => line.replace(/^(?:fatal|error|remote: error|remote: fatal): /, ''));
  const text = lines.join('; ').replace(/[.;\s]+$/, '');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** Takes the user part out of every address: it may be a token on its own (`https://TOKEN@host`). */
export function maskCredentials(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s@/'"]*(?::[^\s'"]*)?@/gi, '$1');
}

/** Git refuses to read a repository of somebody else, because its settings could run programs. */
export const isOwnershipRefusal = (stderr: string): boolean =>
  /detected dubious ownership|unsafe repository/.test(stderr);
