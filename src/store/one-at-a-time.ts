/** Lets one after the other have what cannot be shared, in the order in which they asked. */
export class OneAtATime {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn; what comes back ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = before.then(() => promise);
    await before;
    return resolve;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.take();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
