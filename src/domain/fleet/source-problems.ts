import { SecretReference } from '../secret/secret-reference.ts';
import { branchProblem } from './branch-name.ts';
import { gitAddress, type GitAddress } from './git-url.ts';
import type { FolderSource, GitSource, Source } from './source.ts';

/** One thing wrong with a source. No message quotes what could be a secret. */
export interface SourceProblem {
  readonly field: 'name' | 'url' | 'branch' | 'subfolder' | 'credential' | 'hookSecret' | 'folder' | 'team';
  /** A sentence that says what to do, too. */
  readonly message: string;
}

const LONGEST_NAME = 63;

/** What stands against a source; none: it can be kept. */
export function sourceProblems(source: Source): readonly SourceProblem[] {
  return [
    ...problem('name', nameProblem(source.name)),
    ...problem('subfolder', subfolderProblem(source.subfolder)),
    ...problem('team', source.team === '' ? 'The team is empty. Leave it out, or name one.' : null),
    ...(source.kind === 'git' ? gitProblems(source) : folderProblems(source)),
  ];
}

function problem(field: SourceProblem['field'], message: string | null): readonly SourceProblem[] {
  return message === null ? [] : [{ field, message }];
}

function nameProblem(name: string): string | null {
  return /^[a-z0-9][a-z0-9-]*$/.test(name) && name.length <= LONGEST_NAME
    ? null
    : `The name must be small letters, digits and \`-\`, a letter or digit first, at most ${LONGEST_NAME}: it is part of addresses.`;
}

function subfolderProblem(subfolder: string): string | null {
  if (subfolder === '') return null;
  const parts = subfolder.split('/');
  const odd = parts.some((part) => part === '' || part === '.' || part === '..' || part === '.git');
  return odd || /[\p{Cc}\\]/u.test(subfolder)
    ? 'The subfolder must be a path below the top, such as `envs/prod`, without `.` and `..`.'
    : null;
}

function gitProblems(source: GitSource): readonly SourceProblem[] {
  const address = gitAddress(source.url);
  const branch = branchProblem(source.branch);
  return [
    ...('problem' in address
      ? problem('url', address.problem)
      : problem('credential', credentialProblem(source, address))),
    ...problem(
      'branch',
      branch === null ? ownBranchProblem(source.branch) : `The branch cannot be: ${branch}.`,
    ),
    ...problem('hookSecret', source.hookSecret === null ? null : referenceProblem(source.hookSecret)),
  ];
}

/** Kedge writes there, and would then scan what it wrote itself. */
const ownBranchProblem = (branch: string): string | null =>
  branch.startsWith('kedge/')
    ? 'Branches that start with kedge/ are the ones that Kedge makes. Name another.'
    : null;

function credentialProblem({ credential }: GitSource, { protocol, host }: GitAddress): string | null {
  if (credential === null) return null;
  const reference = referenceProblem(credential.secret);
  if (reference !== null) return reference;
  if (credential.username !== null && !/^[^\s\p{Cc}]+$/u.test(credential.username)) {
    return 'The user must be a name without blanks.';
  }
  if (protocol === 'http' && !isLoopback(host)) {
    return 'Over http the credential would be readable on its way. Use https.';
  }
  return protocol === 'file' || protocol === 'git'
    ? `There is nothing to sign in to over ${protocol}.`
    : null;
}

/** What stands there may be the secret itself, put into the wrong place: it is not quoted. */
const referenceProblem = (reference: SecretReference): string | null =>
  SecretReference.safeParse(reference).success
    ? null
    : 'Give the name of a variable that begins with KEDGE_SECRET_, or of a file in the folder that KEDGE_SECRETS_DIR names, and not the secret.';

const isLoopback = (host: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);

const folderProblems = ({ folder }: FolderSource): readonly SourceProblem[] =>
  problem('folder', folderProblem(folder));

function folderProblem(folder: string): string | null {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (!folder.startsWith('/') || /\p{Cc}/u.test(folder) || parts.includes('..')) {
    return 'The folder must be an absolute path on the machine of the server, without `..`.';
  }
  return parts.length === 0
    ? 'The folder is the whole machine: everything on it would be searched for stacks, and what is found is code that runs. Name the folder that holds yours.'
    : null;
}
