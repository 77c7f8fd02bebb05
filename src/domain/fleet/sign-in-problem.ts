/** Why a sign-in that went through links and redirects came to nothing. The page is told the word and shows the sentence. */
export const SIGN_IN_PROBLEMS = {
  link: 'The link was used already, or its time is over. Start `kedge serve` again for a new one, or sign in below.',
  away: 'The sign-in link works on the machine that the server runs on, and only there.',
  provider: 'The identity provider did not confirm who you are. Try again; the log of the server says why.',
  'no-email':
    'The identity provider gave no e-mail address that it has verified, so Kedge cannot tell who you are.',
  'no-role':
    'The identity provider knows you, and nothing it says of you gives a role in Kedge. Ask an admin.',
  inactive: 'This account is not active. Ask an admin.',
} as const;

export type SignInProblem = keyof typeof SIGN_IN_PROBLEMS;
