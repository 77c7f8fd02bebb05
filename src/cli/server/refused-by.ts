import { EXIT } from '../exit-code.ts';
import { ServerProblem } from './server-problem.ts';

/** What the server refuses is an outcome where there are others beside it; what cannot be asked at all stays thrown. */
export async function refusedBy<T>(
  ask: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly refused: string }> {
  try {
    return { done: await ask() };
  } catch (error) {
    if (error instanceof ServerProblem && error.exitCode === EXIT.refused) return { refused: error.message };
    throw error;
  }
}
