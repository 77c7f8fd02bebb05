/** Why Git has no branch of that name, as a clause; null: it can have one. The rules of `git check-ref-format`. */
export function branchProblem(name: string): string | null {
  if (name === '') return 'it is empty';
  if (name.startsWith('-')) return 'it starts with a dash';
  if (name === 'HEAD' || name === '@') return 'Git keeps that name for itself';
  if (/[\p{Cc} ~^:?*[\\]/u.test(name)) return 'it holds a blank or one of ~ ^ : ? * [ \\';
  if (name.includes('..') || name.includes('@{') || name.includes('//')) return 'it holds .., // or @{';
  if (name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) {
    return 'a part of it starts with a dot or ends in .lock';
  }
  return /^\/|[/.]$/.test(name) ? 'it starts or ends with a slash, or ends with a dot' : null;
}
