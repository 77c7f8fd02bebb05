/**
 * One name for a remote however it is reached: `git@host:a/b.git` and `https://TOKEN@host/a/b` are both
 * `https://host/a/b`. Never holds credentials; null: nothing that could be named safely.
 */
export function originAddress(remote: string): string | null {
  const text = remote.trim();
  if (text === '' || /\p{Cc}/u.test(text)) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return addressOfUrl(text);
  if (/^[a-z][a-z0-9+-]*::/i.test(text)) return null;
  const scp = /^(?:[^/@]*@)?(\[[^\]]+\]|[^/:@[\]]+):(?!\/\/)(.+)$/.exec(text);
  if (scp !== null) return webAddress(scp[1] ?? '', scp[2] ?? '');
  return text.startsWith('/') ? `file://${pathOf(text)}` : null;
}

function addressOfUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return null;
  if (url.protocol === 'file:') return `file://${pathOf(url.pathname)}`;
  if (url.hostname === '') return null;
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    return `${url.protocol}//${url.host}${pathOf(url.pathname)}`;
  }
  // The port of SSH says nothing about the page of the repository.
  return webAddress(url.hostname, url.pathname);
}

const webAddress = (host: string, path: string): string => `https://${host}${pathOf(path)}`;

function pathOf(path: string): string {
  const plain = path
    .replace(/^\/*/, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return plain === '/' ? '' : plain;
}
