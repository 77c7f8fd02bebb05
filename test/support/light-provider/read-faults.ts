import { setTimeout as sleep } from 'node:timers/promises';

/** What Terraform prints as `Error: <summary>` with the detail below it. */
export interface ReadError {
  readonly summary: string;
  readonly detail: string;
}

/** An answer of the provider that Terraform shows as an error. */
export class ProviderError extends Error {
  readonly detail: string;

  constructor({ summary, detail }: ReadError) {
    super(summary);
    this.detail = detail;
  }
}

export interface HangOptions {
  /**
   * Hanging reads fail once Terraform asks the provider to stop, as a well-behaved one does, so that an interrupt
   * ends the plan. Without it the provider is stuck and only a kill ends Terraform.
   */
  readonly untilStop?: boolean;
}

export interface Hang {
  /** Settles when the first read hangs: the moment to interrupt or to time out. */
  readonly reached: Promise<void>;
  /** Lets the hanging reads go on, and those to come. */
  release(): void;
}

/** What goes wrong with reads. Nothing does until a test says so. */
export class ReadFaults {
  readonly #errors = new Map<string, ReadError>();
  #delayMs = 0;
  #hang: {
    reach(): void;
    readonly released: Promise<void>;
    release(): void;
    readonly fail: ((error: Error) => void) | null;
  } | null = null;

  /** Every read takes at least so long; reads wait side by side. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds;
  }

  /** Reads of the type, or of one object of it, fail. */
  failRead(type: string, error: ReadError, id?: string): void {
    this.#errors.set(faultKey(type, id), error);
  }

  /** Reads do not answer until released, by the returned hang or by `clear`. */
  hangReads({ untilStop = false }: HangOptions = {}): Hang {
    this.#hang?.release();
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const release = (): void => {
      this.#hang = null;
      released.resolve();
    };
    // A hang that nothing meets may still be stopped; that is no error of the test.
    released.promise.catch(() => {});
    this.#hang = {
      reach: reached.resolve,
      released: released.promise,
      release,
      fail: untilStop ? released.reject : null,
    };
    return { reached: reached.promise, release };
  }

  clear(): void {
    this.#delayMs = 0;
    this.#errors.clear();
    this.#hang?.release();
  }

  /** Terraform asks the provider to end what it is doing. */
  stop(): void {
    this.#hang?.fail?.(new ProviderError({ summary: 'reading was cancelled', detail: '' }));
  }

  /** Waits and throws as the test ordered. */
  async meet(type: string, id: string): Promise<void> {
    if (this.#delayMs > 0) await sleep(this.#delayMs);
    if (this.#hang) {
      this.#hang.reach();
      await this.#hang.released;
    }
    const error = this.#errors.get(faultKey(type, id)) ?? this.#errors.get(faultKey(type));
    if (error) throw new ProviderError(error);
  }
}

function faultKey(type: string, id?: string): string {
  return JSON.stringify([type, id ?? null]);
}

/** An error in the words of the AWS provider, e.g. for `sqs:GetQueueAttributes`. */
export function accessDenied(action: string, resource: string): ReadError {
  const [service = '', operation = ''] = action.split(':');
  return {
    summary:
      `reading ${resource}: operation error ${service.toUpperCase()}: ${operation}, https response error ` +
      `StatusCode: 403, RequestID: 00000000-0000-0000-0000-000000000000, api error AccessDenied: ` +
      `User: arn:aws:iam::1:user/x is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`,
    detail: '',
  };
}
