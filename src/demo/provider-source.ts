import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProviderMirror } from '#platform/provider-mirror.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProviderSource {
  /** For the narration: `from the mirror /opt/plugins`. */
  readonly from: string;
  /** What Terraform must be told in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly downloads: boolean;
}

const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** Where the AWS provider comes from: a mirror on this machine, what the user's own settings say, or the registry. */
export async function chooseProviderSource(
  env: Environment,
  cwd: string,
  privateFolder: string,
): Promise<ProviderSource | { readonly problem: string }> {
  const own = await ownSettings(env);
  const search = await findProviderMirror({ env, cwd, provider: PROVIDER });
  if ('problem' in search) return search;
  const asUsual: ProviderSource = {
    from: own.installs ? 'from where your Terraform settings say' : 'from the registry',
    env: own.env,
    downloads: true,
  };
  if ('none' in search) return asUsual;
  const { folder, versions, how } = search.mirror;
  // What merely lies around must not win over what somebody wrote down.
  if (how !== 'named' && own.installs) return asUsual;
  if (!versions.some(isSuitable)) {
    if (how !== 'named') return asUsual;
    return {
      problem: `Cannot use the provider mirror ${folder} (KEDGE_PROVIDER_MIRROR): it holds hashicorp/aws ${versions.join(', ')}, and the demo needs 5.60 or a later 5.x. Unset the variable to use the registry.`,
    };
  }
  const file = join(privateFolder, 'terraform.rc');
  await writeFile(file, installationFrom(folder), { mode: 0o600 });
  return {
    from: `from the mirror ${folder}`,
    env: { TF_CLI_CONFIG_FILE: file, ...(how === 'named' ? { KEDGE_PROVIDER_MIRROR: folder } : {}) },
    downloads: false,
  };
}

/** As examples/demo-platform/providers.tf asks: `~> 5.60`. */
function isSuitable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 5 && minor >= 60 && !version.includes('-');
}

async function ownSettings(env: Environment): Promise<{ installs: boolean; env: Record<string, string> }> {
  const named = env['TF_CLI_CONFIG_FILE'] ?? '';
  const text = await readFile(named || join(env['HOME'] ?? homedir(), '.terraformrc'), 'utf8').catch(
    () => null,
  );
  return {
    installs: text !== null && /^\s*provider_installation\b/m.test(text),
    // A name without a file would make Terraform warn at every start.
    env: named !== '' && text !== null ? { TF_CLI_CONFIG_FILE: named } : {},
  };
}

const installationFrom = (folder: string): string => `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(folder)}
    include = ["${PROVIDER}"]
  }
  direct {
    exclude = ["${PROVIDER}"]
  }
}
`;
