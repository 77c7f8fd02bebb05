export interface Repeated {
  /** Waits for what is being done. */
  stop(): Promise<void>;
}

/** Does something now and again and again, one after the other. What goes wrong is told, and the next time it is tried again. */
export function every(ms: number, work: () => Promise<unknown>, report: (line: string) => void): Repeated {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let doing: Promise<void> = Promise.resolve();
  const once = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
    if (!stopped) timer = setTimeout(next, ms);
  };
  const next = (): void => {
    doing = once();
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await doing;
    },
  };
}
