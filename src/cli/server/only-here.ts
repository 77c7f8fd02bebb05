import { ServerProblem } from './server-problem.ts';

/** Flags that mean something on this machine alone: left unsaid they would seem to have had an effect. */
export function onlyHere(given: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(given).find((flag) => given[flag] !== undefined && given[flag] !== false);
  if (name === undefined) return;
  throw new ServerProblem(
    `Cannot use ${name} when a server is asked: it is about folders and engines of this machine. Leave it out, or give --server '' to act here.`,
  );
}
