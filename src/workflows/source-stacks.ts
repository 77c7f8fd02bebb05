import { calledFrom, touchedFolders } from '#domain/fleet/touched-folders.ts';
import type { FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Checkout } from '#ports/checkout.ts';
import type { CodeReader } from '#ports/code-reader.ts';
import type { ProjectReader, ReadProject } from '#ports/project-reader.ts';
import { findStacks, type FoundStack, type FoundStacks } from './find-stacks.ts';

/** The stacks of a source as its checkout holds them. */
export interface SourceStacks {
  readonly project: ReadProject;
  readonly found: FoundStacks;
  /** In the order of `found.stacks`. */
  readonly stacks: readonly FleetStackSettings[];
}

export interface SourceStacksDependencies {
  readonly projects: ProjectReader;
  readonly code: CodeReader;
}

/** Finds the stacks of a checkout as a scan of the command line does, with what kedge.yaml says to a server. */
export async function findSourceStacks(
  source: Source,
  { root }: Pick<Checkout, 'root'>,
  { projects, code }: SourceStacksDependencies,
): Promise<SourceStacks | { readonly problem: string }> {
  const project = await projects.read(root);
  if ('problem' in project) return project;
  const { exclude, listed, defaults } = project;
  const { schedule: _, account: __, ...run } = defaults;
  const found = await findStacks({ paths: [root], root: project.root, exclude, listed, defaults: run }, code);
  const twice = found.stacks.find((stack, at) => found.stacks[at + 1]?.id === stack.id);
  if (twice !== undefined) {
    return { problem: `Two stacks are called ${twice.id}. Give them different names in kedge.yaml.` };
  }
  return { project, found, stacks: found.stacks.map((stack) => fleetSettings(source, project, stack)) };
}

function fleetSettings(source: Source, project: ReadProject, found: FoundStack): FleetStackSettings {
  const said = project.listed.find(
    ({ folder, settings }) => folder === found.stack.folder && settings.workspace === found.stack.workspace,
  );
  const team = said?.team ?? source.team;
  return {
    stack: found.id,
    path: found.path,
    owner: found.owner ?? team,
    team,
    channel: said?.channel ?? null,
    schedule: (said ?? project.defaults).schedule,
    account: (said ?? project.defaults).account,
  };
}

/**
 * The ids of the stacks that the changed paths touch: their own files, those of modules that they call, the variable
 * and backend files that kedge.yaml names for them, and ignore files above them. A change of kedge.yaml touches all.
 * @param changed from the top; null: nobody can tell, so all
 */
export async function touchedStacks(
  { project, found }: SourceStacks,
  top: string,
  changed: readonly string[] | null,
  code: CodeReader,
): Promise<readonly string[]> {
  const all = found.stacks.map(({ id }) => id);
  if (changed === null) return all;
  if (changed.length === 0) return [];
  const files = changed.map((path) => `${top}/${path}`);
  if (project.configFile !== null && files.includes(`${project.root}/${project.configFile}`)) return all;
  // From the top: a module may lie beside what the source looks at, or where kedge.yaml excludes it.
  const modules = await code.modulesBelow(top, []);
  const folders = touchedFolders(files, modules);
  const ignoring = files
    .filter((file) => file.endsWith('/.driftignore'))
    .map((file) => file.slice(0, -'.driftignore'.length));
  return found.stacks
    .filter(({ stack }) => {
      const own = calledFrom(stack.folder, modules);
      return (
        [...folders].some((folder) => own.has(folder)) ||
        [...stack.varFiles, ...stack.backendConfig].some((file) => files.includes(file)) ||
        ignoring.some((folder) => `${stack.folder}/`.startsWith(folder))
      );
    })
    .map(({ id }) => id);
}
