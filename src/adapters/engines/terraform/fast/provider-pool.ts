import type { ProviderProcess } from './provider-process.ts';

/** The processes of one provider in one scan. */
export interface ProviderPool {
  /** Starts the process that the first question will need, without waiting for it. */
  prestart(): void;
  /** A process that nobody has configured; for calls that need no configuration. */
  unconfigured(): Promise<ProviderProcess>;
  /** A process for one configuration alone: an alias never shares one. */
  own(): Promise<ProviderProcess>;
  /** How many processes were started, and how long the first took to answer. */
  facts(): { readonly started: number; readonly startMs: number };
  /** Ends all of them and resolves when they are gone. */
  stop(): Promise<void>;
}

/** @param start starts a process and makes it ready for any call */
export function createProviderPool(start: (signal: AbortSignal) => Promise<ProviderProcess>): ProviderPool {
  const ending = new AbortController();
  const all: Promise<ProviderProcess>[] = [];
  const answering: ProviderProcess[] = [];
  let spare: Promise<ProviderProcess> | null = null;
  let startMs = 0;

  const begin = (): Promise<ProviderProcess> => {
    const from = performance.now();
    const process = start(ending.signal).then((ready) => {
      answering.push(ready);
      startMs ||= performance.now() - from;
      return ready;
    });
    all.push(process);
    // Whoever asks for the process hears of a failure; one that nobody asks for harms nobody.
    process.catch(() => undefined);
    return process;
  };
  const current = (): Promise<ProviderProcess> => (spare ??= begin());

  return {
    prestart: () => void current(),
    unconfigured: current,
    own: () => {
      const process = current();
      spare = null;
      return process;
    },
    facts: () => ({ started: all.length, startMs }),
    stop: async () => {
      await Promise.all(answering.map((process) => process.stop()));
      // One that is only coming up is not waited for.
      ending.abort();
      await Promise.allSettled(all);
    },
  };
}
