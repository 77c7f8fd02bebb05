import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The commands that may be run, and for each the only words that may follow it. */
export type CommandTable = Readonly<Record<string, readonly RegExp[]>>;

/**
 * Everything that detection may ask of an engine. What is not in this table is never started: no apply, no state
 * surgery, no `workspace select`, and no option that narrows a plan or writes outside the private cache.
 */
const READING: CommandTable = {
  version: [/^-json$/],
  init: [
    /^-input=false$/,
    /^-no-color$/,
    /^-lock=false$/,
    /^-lockfile=readonly$/,
    /^-reconfigure$/,
    /^-plugin-dir=.+$/s,
    /^-backend-config=.+$/s,
  ],
  plan: [
    /^-input=false$/,
    /^-no-color$/,
    /^-json$/,
    /^-detailed-exitcode$/,
    /^-refresh=true$/,
    /^-lock=(?:true|false)$/,
    /^-lock-timeout=0s$/,
    /^-var-file=.+$/s,
    /^-out=.+$/s,
  ],
  show: [/^-no-color$/, /^-json$/, /^[^-].*$/s],
  providers: [],
  'workspace show': [],
};

/** Where the command would run and what it may write to. All absolute. */
export interface CommandPlace {
  readonly cwd: string;
  /** The only folder that a plan file may be in. */
  readonly runFolder: string;
  /** The only folder in which an init may write a lock file. */
  readonly cacheRoot: string;
}

/** Throws {@link RefusedCommand} when the command may not be started in this place. */
export type CommandCheck = (args: readonly string[], place: CommandPlace) => void;

/** Thrown before anything is started: Kedge itself asked for what it must never do. */
export class RefusedCommand extends Error {
  constructor(args: readonly string[], why: string) {
    super(`Refused to start the engine with "${args.join(' ')}": ${why}.`);
    this.name = 'RefusedCommand';
  }
}

/** Lets through what detection may ask, every word of it. */
export const checkCommand: CommandCheck = (args, place) => checkWords(args, place, READING, 'detection');

/** @param whose what the table is for, as in "not a command of detection" */
export function checkWords(
  args: readonly string[],
  place: CommandPlace,
  table: CommandTable,
  whose: string,
): void {
  const { command, options } = splitCommand(args);
  const allowed = Object.hasOwn(table, command) ? table[command] : undefined;
  if (allowed === undefined) throw new RefusedCommand(args, `"${command}" is not a command of ${whose}`);
  for (const option of options) {
    if (!allowed.some((pattern) => pattern.test(option))) {
      throw new RefusedCommand(args, `"${option}" is not allowed with ${command}`);
    }
  }
  if (command === 'init') checkInit(args, place);
  if (command === 'plan') checkPlan(args, place);
  if (command === 'show') checkPlanFile(args, options, place);
}

function splitCommand(args: readonly string[]): { command: string; options: readonly string[] } {
  const words = args[0] === 'workspace' ? 2 : 1;
  return { command: args.slice(0, words).join(' '), options: args.slice(words) };
}

function checkInit(args: readonly string[], place: CommandPlace): void {
  if (args.includes('-lockfile=readonly') || isInside(place.cwd, place.cacheRoot)) return;
  throw new RefusedCommand(args, `it could write a lock file into ${place.cwd}`);
}

function checkPlan(args: readonly string[], place: CommandPlace): void {
  const outs = args.filter((word) => word.startsWith('-out=')).map((word) => word.slice('-out='.length));
  const [out] = outs;
  if (out === undefined || outs.length > 1)
    throw new RefusedCommand(args, 'it needs one -out in the run folder');
  if (!isInside(out, place.runFolder))
    throw new RefusedCommand(args, `-out must lie in ${place.runFolder}, not at ${out}`);
}

/** Without a file `show` reads the state and not the plan, and `apply` makes a plan that nobody has seen. */
export function checkPlanFile(
  args: readonly string[],
  options: readonly string[],
  place: CommandPlace,
): void {
  const files = options.filter((word) => !word.startsWith('-'));
  const [file] = files;
  if (file === undefined || files.length > 1) throw new RefusedCommand(args, 'it needs one plan file');
  if (!isInside(file, place.runFolder)) {
    throw new RefusedCommand(args, `the plan file must lie in ${place.runFolder}, not at ${file}`);
  }
}

function isInside(path: string, folder: string): boolean {
  if (!isAbsolute(path)) return false;
  const below = relative(resolve(folder), resolve(path));
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
