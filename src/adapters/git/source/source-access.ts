import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referenceText } from '#domain/secret/secret-reference.ts';
import { gitAddress, type GitAddress } from '#domain/fleet/git-url.ts';
import type { GitCredential, GitSource } from '#domain/fleet/source.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import type { GitAnswer, GitRequest } from '../git-command.ts';
import type { SourceGit } from './source-git.ts';
import type { SourceSettings } from './source-settings.ts';

/** Git that can reach the other side of a source. */
export interface SourceAccess {
  run(request: GitRequest): Promise<GitAnswer>;
}

/**
 * Gives `use` a Git that signs in as the source says. The secret is read now, goes to Git through its environment (for
 * SSH through a private file), and is taken out of whatever the other side says. It never stands in an argument, an
 * address, a setting or a log.
 */
export async function withAccess<T>(
  git: SourceGit,
  settings: SourceSettings,
  source: GitSource,
  use: (access: SourceAccess) => Promise<T>,
): Promise<T | { readonly problem: string }> {
  const address = gitAddress(source.url);
  if ('problem' in address)
    return { problem: `The address of ${source.name} is refused. ${address.problem}` };
  const run = await settings.cache.runFolder();
  try {
    const signIn = await signInFor(source, address, settings, run);
    if ('problem' in signIn) return signIn;
    return await use({
      run: async (request) => {
        const answer = await git.runNoted(
          {
            ...request,
            env: { ...request.env, ...signIn.env },
            settings: [...(request.settings ?? []), ...signIn.settings],
          },
          run,
        );
        return answer.ok ? answer : { ...answer, said: signIn.hide(answer.said) };
      },
    });
  } finally {
    await run.remove();
  }
}

interface SignIn {
  readonly env: Readonly<Record<string, string>>;
  readonly settings: readonly (readonly [key: string, value: string])[];
  readonly hide: (text: string) => string;
}

async function signInFor(
  source: GitSource,
  address: GitAddress,
  { secrets, env }: SourceSettings,
  run: RunFolder,
): Promise<SignIn | { readonly problem: string }> {
  // Only the protocol of the address: no redirect and no setting leads to another, least of all to a program (`ext`).
  const protocol = { GIT_ALLOW_PROTOCOL: address.protocol };
  // A helper of whoever runs the server must neither answer for this source nor keep its secret.
  const noHelper = [['credential.helper', '']] as const;
  const ssh = { ...protocol, ...sshEnvironment(env, null) };
  const { credential } = source;
  if (credential === null) return { env: ssh, settings: noHelper, hide: (text) => text };
  const could = `Could not sign in for ${source.name} with ${referenceText(credential.secret)}`;
  const read = await secrets(credential.secret, address.protocol === 'ssh' ? 'text' : 'line');
  if ('problem' in read) return { problem: `${could}. ${read.problem}` };
  if (address.protocol === 'ssh') {
    const key = join(run.path, 'key');
    await writeFile(key, `${read.secret.replace(/\s+$/, '')}\n`, { mode: 0o600, flag: 'wx' });
    return { env: { ...protocol, ...sshEnvironment(env, key) }, settings: noHelper, hide: (text) => text };
  }
  const password = read.secret.replace(/[\r\n]+$/, '');
  // A line end in it would be a second answer to Git.
  if (password === '' || /\p{Cc}/u.test(password)) {
    return { problem: `${could}: what lies there is empty or has several lines.` };
  }
  return {
    env: { ...protocol, KEDGE_GIT_USERNAME: userOf(credential), KEDGE_GIT_PASSWORD: password },
    settings: [...noHelper, [`credential.${address.protocol}://${address.host}.helper`, HELPER]],
    hide: hiderOf(userOf(credential), password),
  };
}

const userOf = ({ username }: GitCredential): string => username ?? 'kedge';

/** Run by Git's shell for this host alone. `printf` is the shell's own, so no list of processes shows what it writes. */
const HELPER =
  '!f() { test "$1" = get || exit 0; printf \'username=%s\\npassword=%s\\n\' "$KEDGE_GIT_USERNAME" "$KEDGE_GIT_PASSWORD"; }; f';

/** Never a question, never a key that was not named; an unknown host is refused, and `ssh` says how to make it known. */
function sshEnvironment(env: SourceSettings['env'], key: string | null): Readonly<Record<string, string>> {
  const own = env['GIT_SSH_COMMAND'] ?? env['GIT_SSH'] ?? '';
  if (key === null && own !== '') return {};
  const words = key === null ? [] : ['-i', `'${key.replaceAll("'", `'\\''`)}'`, '-o', 'IdentitiesOnly=yes'];
  const base = own === '' ? 'ssh' : own;
  const rest = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=20', '-o', 'ForwardAgent=no'];
  return { GIT_SSH_COMMAND: [base, ...words, ...rest].join(' ') };
}

/** Also as a header carries it: a server may quote what it got. */
function hiderOf(user: string, password: string): (text: string) => string {
  const shapes = [
    password,
    Buffer.from(`${user}:${password}`).toString('base64'),
    Buffer.from(password).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(password),
  ].toSorted((a, b) => b.length - a.length);
  return (text) => shapes.reduce((hidden, shape) => hidden.replaceAll(shape, '[hidden]'), text);
}
