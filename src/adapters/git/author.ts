import type { Git } from './git-command.ts';
import { oneLine } from './git-output.ts';

/** `name` is never empty; `email` may be. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Whom Git would name as author here; null when nobody told it. A guess from the machine's names does not count. */
export async function gitAuthor(git: Pick<Git, 'run'>, folder: string): Promise<string | null> {
  const answer = await git.run({
    cwd: folder,
    args: ['var', 'GIT_AUTHOR_IDENT'],
    settings: [['user.useConfigOnly', 'true']],
  });
  if (!answer.ok) return null;
  return /^(.*<.*>) \d+ [+-]\d+$/s.exec(oneLine(answer.stdout))?.[1] ?? null;
}

/** `Name <email>`, an e-mail address or a name alone; null when it is none of these. */
export function personIn(text: string): Person | null {
  if (/\p{Cc}/u.test(text)) return null;
  const trimmed = text.trim();
  const both = /^([^<>]+?)\s*<([^<>]*)>$/.exec(trimmed);
  if (both !== null) return { name: both[1] ?? '', email: (both[2] ?? '').trim() };
  if (trimmed === '' || /[<>]/.test(trimmed)) return null;
  // Git takes no empty name.
  return { name: trimmed, email: /^\S+@\S+$/.test(trimmed) ? trimmed : '' };
}
