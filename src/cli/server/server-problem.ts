import { EXIT } from '../exit-code.ts';

/**
 * What stood against asking the server, as sentences for a person. Thrown, because every call can meet it and all of
 * them end the command in one way: `withServer` prints it and sets the exit code.
 */
export class ServerProblem extends Error {
  readonly exitCode: number;
  /** Nobody answered, or not now: later it may be otherwise. */
  readonly mayPass: boolean;

  constructor(sentences: string, exitCode: number = EXIT.error, mayPass = false) {
    super(sentences);
    this.exitCode = exitCode;
    this.mayPass = mayPass;
  }
}
