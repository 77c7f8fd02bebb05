/** What every engine gets, a server's too: nothing of it is a credential. */
const EVERY_PROGRAM: readonly string[] = [
  // The way to the network, in both cases because programs differ.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // What every program needs to find its files and its language.
  'HOME',
  'PATH',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_*',
  'TZ',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_CONFIG_DIRS',
  'XDG_DATA_HOME',
  'XDG_DATA_DIRS',
];

/**
 * The environment of an engine. Only what is named here passes, so that a secret of the shell or of a CI job that
 * no provider asks for never reaches a provider.
 */
export const ALLOWED_ENVIRONMENT: readonly string[] = [
  // The engines themselves.
  'TF_*',
  // Credentials and settings of the clouds, by the names that their providers read.
  'AWS_*',
  'ARM_*',
  'AZURE_*',
  'GOOGLE_*',
  'CLOUDSDK_*',
  'GCLOUD_*',
  'ALICLOUD_*',
  'ALIBABA_CLOUD_*',
  'OCI_*',
  'DIGITALOCEAN_*',
  'HCLOUD_TOKEN',
  'CLOUDFLARE_*',
  'DATADOG_*',
  'DD_*',
  'GITHUB_TOKEN',
  'GITLAB_TOKEN',
  'KUBE*',
  'VAULT_*',
  'CONSUL_*',
  'NOMAD_*',
  'PG_CONN_STR',
  // GitHub's and Azure's own tokens for workloads, read by the azurerm provider and backend.
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'IDENTITY_ENDPOINT',
  'IDENTITY_HEADER',
  'MSI_ENDPOINT',
  'MSI_SECRET',
  ...EVERY_PROGRAM,
  // Modules from private Git repositories.
  'SSH_AUTH_SOCK',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
];

/**
 * Never passed, although `TF_*` is. A log of Terraform holds every request and answer in clear text. The workspace
 * is chosen by a file in Kedge's own data folder, because with TF_WORKSPACE Terraform makes a workspace that does
 * not exist: a write.
 */
export const WITHHELD_ENVIRONMENT: readonly string[] = ['TF_LOG*', 'TF_WORKSPACE', 'TF_DATA_DIR'];

/**
 * What reaches an engine of a server whether or not its stack names it: what every program needs, and the way to the
 * network. No credential: a server holds those of many stacks, and code of one must not see another's.
 */
export const SERVER_ENVIRONMENT: readonly string[] = [
  ...EVERY_PROGRAM,
  // Where the engine finds its own settings and keeps its providers.
  'TF_CLI_CONFIG_FILE',
  'TF_PLUGIN_CACHE_DIR',
];

/** The server's own secrets: no kedge.yaml gets them, whatever it names. */
export const SERVER_SECRETS: readonly string[] = ['KEDGE_*', 'DATABASE_URL', 'PGPASSWORD', 'PGPASSFILE'];

export type Environment = Readonly<Record<string, string>>;

/**
 * The part of a server's environment that the engine of one stack may be given: the fixed base and what its `env`
 * names. What is withheld from every engine is withheld later.
 * @param named names, or patterns with a `*`
 */
export function serverEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const wanted = matcher([...SERVER_ENVIRONMENT, ...named]);
  const secret = matcher(SERVER_SECRETS);
  return Object.fromEntries(Object.entries(from).filter(([name]) => wanted(name) && !secret(name)));
}

/** For what signs in by names that the project itself says: everything but the server's own. */
export function exceptServerSecrets(
  from: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const secret = matcher(SERVER_SECRETS);
  return Object.fromEntries(Object.entries(from).filter(([name]) => !secret(name)));
}

export interface EnvironmentRules {
  readonly from: Readonly<Record<string, string | undefined>>;
  /** Extra names, or patterns with a `*`. What is withheld stays withheld. */
  readonly allow: readonly string[];
  /** Kedge's own settings; they win over everything. */
  readonly set: Environment;
}

/** The whole environment for one engine process. */
export function engineEnvironment(rules: EnvironmentRules): Environment {
  const allowed = matcher([...ALLOWED_ENVIRONMENT, ...rules.allow]);
  const withheld = matcher(WITHHELD_ENVIRONMENT);
  const passed = Object.entries(rules.from).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && allowed(entry[0]) && !withheld(entry[0]),
  );
  return {
    ...Object.fromEntries(passed),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...rules.set,
  };
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  const expression = new RegExp(`^(?:${patterns.map(patternSource).join('|')})$`);
  return (name) => expression.test(name);
}

const patternSource = (pattern: string): string =>
  pattern
    .split('*')
    .map((part) => RegExp.escape(part))
    .join('.*');
