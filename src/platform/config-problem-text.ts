import type { ConfigProblem } from './config-problem.ts';

/** One line for a terminal: `kedge.yaml:3:5: message Seen: value. Hint.` */
export function configProblemText({ file, line, column, message, seen, hint }: ConfigProblem): string {
  const value = seen === null ? '' : ` Seen: ${seen}.`;
  return `${file}:${line}:${column}: ${message}${value}${hint === null ? '' : ` ${hint}`}`;
}
