import { identityText, parseIdentity } from '#domain/decision/identity.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who acts: KEDGE_ACTOR, else whom Git would sign as. Never empty and without control characters. The problem is a
 * sentence for a person.
 * @param gitAuthor `Name <email>`; null: Git knows nobody
 */
export function findActor(
  env: Environment,
  gitAuthor: string | null,
): { readonly actor: string } | { readonly problem: string } {
  const named = env['KEDGE_ACTOR'] ?? '';
  // A wrong name is not passed over: what was decided would stand under somebody else's.
  if (named !== '') {
    const read = parseIdentity(named);
    if ('identity' in read) return { actor: identityText(read.identity) };
    return { problem: `Could not tell from KEDGE_ACTOR who acts. ${read.problem}` };
  }
  if (gitAuthor === null)
    return {
      problem: `Could not tell who acts: KEDGE_ACTOR is not set and Git knows nobody here. ${ADVICE}`,
    };
  const read = parseIdentity(gitAuthor);
  if ('identity' in read) return { actor: identityText(read.identity) };
  return { problem: `Could not tell from Git's author who acts. ${read.problem} ${ADVICE}` };
}

const ADVICE =
  'Set KEDGE_ACTOR to `Name <email>`, or run: git config --global user.name "NAME" && git config --global user.email EMAIL';
