import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** A folder that holds a provider in one of the layouts of Terraform's filesystem mirrors. */
export interface ProviderMirror {
  /** Absolute; the parent of `registry.terraform.io`. */
  readonly folder: string;
  /** What it holds for this machine, newest first. */
  readonly versions: readonly string[];
  readonly how: 'named' | 'implied' | 'found';
}

export type MirrorSearch =
  | { readonly mirror: ProviderMirror }
  | { readonly none: true }
  /** `KEDGE_PROVIDER_MIRROR` does not keep its word; a sentence for a person. */
  | { readonly problem: string };

export interface MirrorQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Default: registry.terraform.io/hashicorp/aws. */
  readonly provider?: string;
  /** Where a quick look is worth it; default: where optional software usually lies. */
  readonly searchBelow?: readonly string[];
}

const AWS_PROVIDER = 'registry.terraform.io/hashicorp/aws';
const OPTIONAL_SOFTWARE = ['/opt', '/usr/local/share', '/usr/local/lib', '/usr/share', '/srv'];

/**
 * Looks for a mirror: the folder that `KEDGE_PROVIDER_MIRROR` names, the folders that Terraform itself would use
 * without being told, then a quick look below the usual places.
 */
export async function findProviderMirror(question: MirrorQuestion): Promise<MirrorSearch> {
  const provider = question.provider ?? AWS_PROVIDER;
  const named = question.env['KEDGE_PROVIDER_MIRROR'] ?? '';
  if (named !== '') return namedMirror(resolve(question.cwd, named), provider);
  for (const folder of impliedFolders(question)) {
    const versions = await versionsIn(folder, provider);
    if (versions.length > 0) return { mirror: { folder, versions, how: 'implied' } };
  }
  return quickLook(question.searchBelow ?? OPTIONAL_SOFTWARE, provider);
}

async function namedMirror(folder: string, provider: string): Promise<MirrorSearch> {
  const versions = await versionsIn(folder, provider);
  if (versions.length > 0) return { mirror: { folder, versions, how: 'named' } };
  return {
    problem: `Cannot use the provider mirror ${folder} (KEDGE_PROVIDER_MIRROR): there is no ${provider} for ${platformName()} in it. Name the folder that holds ${provider.split('/')[0]}, or unset the variable.`,
  };
}

/** The folders of https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function impliedFolders({ env, cwd }: MirrorQuestion): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const xdgHome = env['XDG_DATA_HOME'] ?? '';
  const xdgDirs = (env['XDG_DATA_DIRS'] ?? '').split(':').filter(isAbsolute);
  const data = [
    isAbsolute(xdgHome) ? xdgHome : join(home, '.local', 'share'),
    ...(xdgDirs.length > 0 ? xdgDirs : ['/usr/local/share', '/usr/share']),
  ];
  return [
    join(cwd, 'terraform.d', 'plugins'),
    join(home, '.terraform.d', 'plugins'),
    ...(process.platform === 'darwin'
      ? [join(home, 'Library/Application Support/io.terraform/plugins')]
      : []),
    ...data.map((folder) => join(folder, 'terraform', 'plugins')),
  ];
}

const MAX_DEPTH = 3;
/** A folder takes up to a quarter of a millisecond, so the whole look stays below 0.2 s. */
const MAX_FOLDERS = 700;
const LIKELY_NAME = /terraform|tofu|tf[-_]|provider|plugin|mirror|hashicorp/i;

interface Place {
  readonly folder: string;
  /** Whether it or a folder above it, below the root, sounds like Terraform. */
  readonly likely: boolean;
}

/** Level by level, likely names first, so that the limit cuts off what is least likely. */
async function quickLook(roots: readonly string[], provider: string): Promise<MirrorSearch> {
  let level: readonly Place[] = roots.map((folder) => ({ folder, likely: false }));
  let left = MAX_FOLDERS;
  for (let depth = 0; depth <= MAX_DEPTH && left > 0; depth += 1) {
    const next: Place[] = [];
    for (const place of level.slice(0, left)) {
      const versions = await versionsIn(place.folder, provider);
      if (versions.length > 0) return { mirror: { folder: place.folder, versions, how: 'found' } };
      if (depth < MAX_DEPTH) next.push(...(await placesIn(place)));
    }
    left -= level.length;
    level = [...next.filter((place) => place.likely), ...next.filter((place) => !place.likely)];
  }
  return { none: true };
}

async function placesIn({ folder, likely }: Place): Promise<readonly Place[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => ({ folder: join(folder, name), likely: likely || LIKELY_NAME.test(name) }));
}

/** Versions for this machine: unpacked (`VERSION/PLATFORM/`) or packed (`terraform-provider-NAME_VERSION_PLATFORM.zip`). */
async function versionsIn(mirror: string, provider: string): Promise<readonly string[]> {
  const folder = join(mirror, ...provider.split('/'));
  const entries = await readdir(folder).catch(() => []);
  const platform = platformName();
  const versions = new Set<string>();
  for (const entry of entries) {
    const packed = /^terraform-provider-[^_]+_(.+?)_([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(entry);
    if (packed !== null && packed[2] === platform && packed[1] !== undefined) versions.add(packed[1]);
    else if (/^\d/.test(entry) && (await isFolder(join(folder, entry, platform)))) versions.add(entry);
  }
  return [...versions].toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false;

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** As provider folders name this machine: `linux_amd64`, `darwin_arm64`. */
export function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}_${ARCHITECTURES[process.arch] ?? process.arch}`;
}
