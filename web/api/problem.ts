import type { Fault } from '../parts/form/faults.ts';

/** What could not be done, why, and what to do next: for the person who reads the page. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly detail: string | null;
  readonly next: string | null;
  /** What of the request is wrong, each by its place. */
  readonly faults: readonly Fault[];

  /** @param status 0: there was no answer at all */
  constructor(
    status: number,
    title: string,
    detail: string | null = null,
    next: string | null = null,
    faults: readonly Fault[] = [],
  ) {
    super(title);
    this.status = status;
    this.detail = detail;
    this.next = next;
    this.faults = faults;
  }
}

const NEXT_BY_STATUS: Readonly<Record<number, string>> = {
  403: 'Ask an admin of this server for the role that may do it (Settings, People).',
  404: 'It may have been removed or renamed: go back to the list.',
  409: 'Something changed in between: reload the page and look again.',
  412: 'Something changed in between: reload the page and look again.',
  429: 'Wait a moment, then try again.',
  500: 'Look at the log of the server; it names this request.',
  503: 'The server is starting or its database is away. This page tries again by itself.',
};

/** @param body the answer as JSON, if it was JSON */
export function problemOf(status: number, body: unknown): ApiProblem {
  const text = (name: string): string | null => textIn(body, name);
  return new ApiProblem(
    status,
    text('title') ?? `The server answered with ${status}.`,
    text('detail'),
    text('next') ?? NEXT_BY_STATUS[status] ?? null,
    faultsIn(fieldIn(body, 'errors')),
  );
}

const fieldIn = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : null;

function textIn(from: unknown, name: string): string | null {
  const value = fieldIn(from, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

function faultsIn(errors: unknown): readonly Fault[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const problem = textIn(error, 'problem');
    return problem === null ? [] : [{ at: textIn(error, 'at') ?? '', problem }];
  });
}

export const unreachable = (): ApiProblem =>
  new ApiProblem(
    0,
    'The server cannot be reached.',
    'There was no answer.',
    'See whether kedge serve still runs. This page tries again by itself.',
  );

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(
    0,
    'The page met a case that it does not handle.',
    error instanceof Error ? error.message : String(error),
    'Reload it. If it comes again, report it with this sentence.',
  );
}
