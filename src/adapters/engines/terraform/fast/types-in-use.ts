import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { FastDoubt } from './fast-doubt.ts';

/**
 * Every word that could be the name of a type that a plan needs. It is far too many on purpose: a name too many costs
 * a few kilobytes, and a name too few makes the engine fail, after which the plan is made the bare way.
 */
export async function typesInUse(inputs: {
  /** Where the engine runs. */
  readonly cwd: string;
  readonly dataFolder: string;
  readonly workspace: string;
  /** What earlier plans of the stack turned out to need. */
  readonly remembered: readonly string[];
}): Promise<ReadonlySet<string>> {
  const { cwd, dataFolder, workspace, remembered } = inputs;
  const words = new Set(remembered);
  for (const folder of await moduleFolders(cwd, dataFolder)) {
    for (const text of await configurationTexts(folder)) addAll(words, text, WORD);
  }
  const state = await readFile(localState(cwd, workspace), 'utf8').catch(() => '');
  addAll(words, state, TYPE_IN_JSON);
  return words;
}

/** The types that a plan as JSON speaks of: of resources that stand in the state and nowhere else, too. */
export function typesOfPlan(planJson: string): readonly string[] {
  const types = new Set<string>();
  addAll(types, planJson, TYPE_IN_JSON);
  return [...types].toSorted();
}

const WORD = /([A-Za-z_][\w-]*)/g;
const TYPE_IN_JSON = /"type":\s*"([A-Za-z_][\w-]*)"/g;
const CONFIGURATION = /\.(?:tf|tofu)(?:\.json)?$/;
const Modules = z.object({ Modules: z.array(z.object({ Dir: z.string() })) });

function addAll(words: Set<string>, text: string, pattern: RegExp): void {
  for (const match of text.matchAll(pattern)) words.add(match[1] ?? '');
}

/** As the engine's own list of installed modules has them; they may lie anywhere. */
async function moduleFolders(cwd: string, dataFolder: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(dataFolder, 'modules', 'modules.json'), 'utf8').catch(() => null);
  if (text === null) return new Set([cwd]);
  try {
    const { Modules: modules } = Modules.parse(JSON.parse(text));
    return new Set([cwd, ...modules.map(({ Dir }) => resolve(cwd, Dir))]);
  } catch {
    throw new FastDoubt('the list of installed modules could not be read');
  }
}

async function configurationTexts(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => CONFIGURATION.test(name));
  return Promise.all(wanted.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
}

/** A state that lies elsewhere is not looked for: what only it names is learnt from the first bare plan. */
const localState = (cwd: string, workspace: string): string =>
  workspace === 'default'
    ? join(cwd, 'terraform.tfstate')
    : join(cwd, 'terraform.tfstate.d', workspace, 'terraform.tfstate');
