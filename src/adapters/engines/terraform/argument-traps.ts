import { failure, type Failure } from './failure-reason.ts';

/** Options that make a plan see less than the whole stack, plan something else, or put the plan file elsewhere. */
const PLAN_TRAPS = [
  'target', // also -target-file
  'exclude', // also -exclude-file
  'refresh-only',
  'destroy',
  'replace',
  'generate-config-out',
  'minimal-refresh',
  'state', // also -state-out
  'out',
  'deferral',
  'allow-deferral',
];

/** Options that make an init write to a backend or into the folder, or leave the backend out. */
const INIT_TRAPS = ['force-copy', 'migrate-state', 'from-module', 'backend=false', 'upgrade'];

const NARROWS = 'the engine would not read the whole stack as it is';
const WRITES = 'its init could write to the backend or to the folder';

const TRAPS: readonly {
  readonly variable: string;
  readonly options: readonly string[];
  readonly harm: string;
}[] = [
  { variable: 'TF_CLI_ARGS', options: PLAN_TRAPS, harm: NARROWS },
  { variable: 'TF_CLI_ARGS', options: INIT_TRAPS, harm: WRITES },
  { variable: 'TF_CLI_ARGS_plan', options: PLAN_TRAPS, harm: NARROWS },
  { variable: 'TF_CLI_ARGS_init', options: INIT_TRAPS, harm: WRITES },
];

/**
 * Terraform adds the words of these variables to its command line, where no check of Kedge's own arguments sees
 * them. A plan that they narrow would be a false green, so it is not made.
 */
export function findArgumentTrap(env: Readonly<Record<string, string | undefined>>): Failure | null {
  for (const { variable, options, harm } of TRAPS) {
    const word = wordsOf(env[variable] ?? '').find((candidate) => isTrap(candidate, options));
    if (word === undefined) continue;
    const option = word.split('=', 1)[0] ?? word;
    return failure(
      'incomplete',
      `${variable} holds ${option}, so ${harm}. Take ${option} out of ${variable} and scan again.`,
    );
  }
  return null;
}

/** Quotes are dropped rather than understood: an option hidden in quotes is still an option. */
function wordsOf(value: string): readonly string[] {
  return value
    .replaceAll(/["'\\]/g, '')
    .split(/\s+/)
    .filter(Boolean);
}

function isTrap(word: string, options: readonly string[]): boolean {
  const option = /^--?(.*)$/s.exec(word)?.[1];
  if (option === undefined) return false;
  return options.some(
    (trap) => option === trap || option.startsWith(`${trap}=`) || option.startsWith(`${trap}-`),
  );
}
