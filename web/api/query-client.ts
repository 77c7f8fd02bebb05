import { QueryClient } from '@tanstack/react-query';
import { asProblem } from './problem.ts';

/** What a person has to mend is not asked for again; what mends itself is, for a while. */
const isPassing = (error: unknown): boolean => [0, 429, 502, 503, 504].includes(asProblem(error).status);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => isPassing(error) && failures < 4,
      retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt),
      refetchOnWindowFocus: true,
    },
  },
});
