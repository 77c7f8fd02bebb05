import { parseAge, parseDuration } from '#domain/policy/duration.ts';
import { parseFormat, type FormatRequest } from './report/format-request.ts';

/** A problem in a flag is thrown: stricli shows its message beside the flag's name, without a stack. */
export class FlagProblem extends Error {}

export function parsePath(text: string): string {
  if (text === '') throw new FlagProblem('The path is empty. Give a folder or a file.');
  return text;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new FlagProblem(`It must be a whole number from 1, and is "${text}".`);
  }
  return count;
}

export function parseDurationMs(text: string): number {
  const duration = parseDuration(text);
  if ('problem' in duration) throw new FlagProblem(duration.problem);
  return duration.ms;
}

/** Also in days and weeks. */
export function parseAgeMs(text: string): number {
  const age = parseAge(text);
  if ('problem' in age) throw new FlagProblem(age.problem);
  return age.ms;
}

export function parseFormatFlag(text: string): FormatRequest {
  const format = parseFormat(text);
  if ('problem' in format) throw new FlagProblem(format.problem);
  return format;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    throw new FlagProblem(`It must be a port from 0 to 65535, and is "${text}".`);
  }
  return port;
}
