import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { EngineName, EngineVersion } from '#ports/engine.ts';
import { engineEnvironment } from '#platform/environment.ts';
import { findProgram, isProgram } from '#platform/find-program.ts';
import { runProcess } from '#platform/run-process.ts';
import { checkCommand } from './allowed-commands.ts';
import type { EngineVersions } from './engine-versions.ts';

/** A binary that answered. */
export interface FoundEngine extends EngineVersion {
  /** As provider folders name it, e.g. `linux_amd64`; null when the engine does not tell. */
  readonly platform: string | null;
  /** Changes when the file behind the name changes. */
  readonly fileIdentity: string;
}

export type EngineSearch = { readonly found: FoundEngine } | { readonly missing: string };

const INSTALL_PAGE: Readonly<Record<EngineName, string>> = {
  terraform: 'https://developer.hashicorp.com/terraform/install',
  tofu: 'https://opentofu.org/docs/intro/install/',
};
const DISPLAY_NAME: Readonly<Record<EngineName, string>> = { terraform: 'Terraform', tofu: 'OpenTofu' };
const VERSION_LIMIT_MS = 30_000;

const VersionAnswer = z.object({ terraform_version: z.string(), platform: z.string().optional() });

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Finds binaries and remembers what they answered, for as long as the file stays the same.
 * @param versions what was answered in earlier runs; null: every run asks for itself
 */
export function createEngineFinder(
  env: Env,
  versions: (() => Promise<EngineVersions>) | null = null,
): {
  find(name: EngineName, binary: string | null, folder: string): Promise<EngineSearch>;
} {
  const known = new Map<string, Promise<EngineSearch>>();
  return {
    find: async (name, binary, folder) => {
      const path = locate(binary ?? name, env, folder);
      if (path === null) return { missing: notFound(name, binary) };
      const fileIdentity = await identityOf(path);
      const book = (await versions?.()) ?? null;
      const recalled = (await book?.recall(fileIdentity)) ?? null;
      // Version managers put a program on the PATH that picks another version in each folder.
      const varies = (recalled !== null && 'variesBy' in recalled) || (await isScript(path));
      const key = JSON.stringify([name, path, fileIdentity, varies ? folder : '']);
      const ask = async (): Promise<EngineSearch> => {
        if (!varies && recalled !== null && 'version' in recalled) {
          return { found: { name, binary: path, fileIdentity, ...recalled } };
        }
        const answer = await askVersion(name, path, fileIdentity, folder, env);
        if (!varies && 'found' in answer) {
          const { version, platform } = answer.found;
          await book?.keep(fileIdentity, { version, platform });
        }
        return answer;
      };
      const asked = known.get(key) ?? ask();
      known.set(key, asked);
      const answer = await asked;
      // What did not answer may do so after a repair.
      if ('missing' in answer) known.delete(key);
      return answer;
    },
  };
}

function notFound(name: EngineName, binary: string | null): string {
  const where = binary === null ? `there is no "${name}" on the PATH` : `there is no program at "${binary}"`;
  return `${DISPLAY_NAME[name]} was not found: ${where}. Install it from ${INSTALL_PAGE[name]}, or name its path in kedge.yaml (binary).`;
}

/** A name is looked for on the PATH, a path from the folder. */
function locate(wanted: string, env: Env, folder: string): string | null {
  if (!isAbsolute(wanted) && !/[\\/]/.test(wanted)) return findProgram(wanted, env);
  const path = resolve(folder, wanted);
  return isProgram(path) ? path : null;
}

async function identityOf(path: string): Promise<string> {
  const real = await realpath(path);
  const { mtimeMs, ctimeMs, size, ino, dev } = await stat(real);
  return [real, mtimeMs, ctimeMs, size, ino, dev].join(':');
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1', 0, bytesRead) === '#!';
  } finally {
    await file.close();
  }
}

async function askVersion(
  name: EngineName,
  binary: string,
  fileIdentity: string,
  folder: string,
  env: Env,
): Promise<EngineSearch> {
  const args = ['version', '-json'];
  checkCommand(args, { cwd: folder, runFolder: folder, cacheRoot: folder });
  const result = await runProcess({
    file: binary,
    args,
    cwd: folder,
    // Words for other commands would make `version` fail.
    env: engineEnvironment({ from: env, allow: [], set: { TF_CLI_ARGS: '', TF_CLI_ARGS_version: '' } }),
    timeoutMs: VERSION_LIMIT_MS,
  });
  const answer = readVersion(result.stdout.toString('utf8'));
  if (answer === null) {
    const said = result.startError ?? result.stderr.trim().split('\n', 1)[0] ?? '';
    return {
      missing: `${binary} is there but did not tell its version (exit ${result.exitCode ?? result.signal ?? 'none'}${said === '' ? '' : `: ${said}`}). Reinstall it from ${INSTALL_PAGE[name]}, or name another path in kedge.yaml (binary).`,
    };
  }
  return {
    found: { name, binary, version: answer.version, platform: answer.platform, fileIdentity },
  };
}

/** Terraform before 0.13 knows no `version -json` and answers with a line of text. */
function readVersion(stdout: string): { version: string; platform: string | null } | null {
  const json = stdout.indexOf('{');
  if (json >= 0) {
    try {
      const answer = VersionAnswer.parse(JSON.parse(stdout.slice(json)));
      return { version: answer.terraform_version, platform: answer.platform ?? null };
    } catch {
      // Not the answer that we know: try the text.
    }
  }
  const text = /^(?:Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(stdout)?.[1];
  return text === undefined ? null : { version: text, platform: null };
}

/** A sentence when this version has no machine-readable plan, else null. */
export function versionProblem(engine: EngineVersion): string | null {
  const [major = 0, minor = 0] = engine.version.split('.').map(Number);
  if (major > 1 || (major === 1 && minor >= 1)) return null;
  return `${DISPLAY_NAME[engine.name]} ${engine.version} (${engine.binary}) cannot tell a plan as JSON while it runs. Kedge needs 1.1 or later: ${INSTALL_PAGE[engine.name]}`;
}
