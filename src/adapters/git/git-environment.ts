type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings of Git that a person or a CI job makes on purpose. Every other `GIT_*` is withheld: inside a Git hook
 * GIT_DIR and GIT_INDEX_FILE name the repository and the index of that hook, and would send Kedge there.
 */
const KEPT: readonly RegExp[] = [
  /^GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)$/,
  /^GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)$/,
  /^GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|PROXY_COMMAND|PROXY_SSL_.*|SSL_.*|HTTP_.*|ALLOW_PROTOCOL)$/,
  /^GIT_(?:EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/,
];

/** The environment of every Git process, also of one that the user's own hooks run in. */
export function gitEnvironment(from: Environment): Readonly<Record<string, string>> {
  const passed = Object.entries(from).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && passes(entry[0]),
  );
  return {
    ...Object.fromEntries(passed),
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    GIT_PAGER: 'cat',
    // No lock on the user's index only to refresh what Git remembers of the files.
    GIT_OPTIONAL_LOCKS: '0',
    // Large files stay the pointers that the commit holds: no download in the middle of a proof.
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

const passes = (name: string): boolean => !name.startsWith('GIT_') || KEPT.some((kept) => kept.test(name));

/** Settings by environment, after those that are there already; unlike `-c` they carry any name. */
export function withSettings(
  env: Readonly<Record<string, string>>,
  settings: readonly (readonly [key: string, value: string])[],
): Readonly<Record<string, string>> {
  const present = Number(env['GIT_CONFIG_COUNT'] ?? '0');
  const first = Number.isSafeInteger(present) && present > 0 ? present : 0;
  const added = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { ...env, ...Object.fromEntries(added), GIT_CONFIG_COUNT: String(first + settings.length) };
}
