import type { CodeEditor, EditOrigin, EditProposal, EditRefusal, EditRequest } from '#ports/code-editor.ts';

import { CodebaseReader } from './codebase.ts';
import { originOf } from './origin.ts';
import { aligned } from './replace-value.ts';
import { Resolver } from './resolver.ts';
import { closedFile, sharedPlace } from './sharing.ts';
import { type Task, tasksOf } from './tasks.ts';
import { applyChanges } from './text-change.ts';
import type { Obstacle, Operation } from './written.ts';

/** Edits HCL so that it says what reality says. Reads files at every call and writes none. */
export function createCodeEditor(): CodeEditor {
  return { propose: (request) => new Proposal(request).made() };
}

class Proposal {
  readonly #request: EditRequest;
  readonly #reader: CodebaseReader;
  readonly #refused: EditRefusal[] = [];
  readonly #origins: EditOrigin[] = [];

  constructor(request: EditRequest) {
    this.#request = request;
    this.#reader = new CodebaseReader(request);
  }

  async made(): Promise<EditProposal> {
    let open = tasksOf(this.#request);
    for (let [task] = open; task !== undefined; [task] = open) {
      const done = await this.#settle(task, open);
      open = open.filter((one) => !done.includes(one));
    }
    if (this.#refused.length > 0) return { refused: this.#refused };
    return { edits: await this.#reader.edited(), origins: this.#origins };
  }

  /** Makes the changes of a task, with those of all tasks that need the same ones; gives the tasks that are done. */
  async #settle(task: Task, open: readonly Task[]): Promise<readonly Task[]> {
    const resolver = new Resolver(await this.#reader.read(), {
      workspace: this.#request.workspace,
      inEnvironment: this.#request.variablesInEnvironment,
    });
    const outcome = task.changes(resolver);
    if ('obstacle' in outcome) return this.#refuse(task, outcome.obstacle);
    const closed = outcome.operations.map(closedFile).find((obstacle) => obstacle !== null);
    if (closed !== undefined) return this.#refuse(task, closed);
    const sharing = sharedPlace(resolver, task, outcome.operations, open);
    if ('obstacle' in sharing) return this.#refuse(task, sharing.obstacle);
    await this.#write(sharing.operations);
    for (const { task: done, operations } of sharing.tasks) this.#note(done, operations);
    return sharing.tasks.map(({ task: done }) => done);
  }

  #refuse(task: Task, { reason, sentence, next }: Obstacle): readonly Task[] {
    this.#refused.push(...task.fingerprints.map((fingerprint) => ({ fingerprint, reason, sentence, next })));
    return [task];
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    for (const [, inFile] of Map.groupBy(operations, (operation) => operation.file.path)) {
      const [first] = inFile;
      if (first === undefined) continue;
      const changed = applyChanges(
        first.file.text,
        inFile.flatMap((operation) => operation.changes),
      );
      this.#reader.write(first.file.path, await aligned(first.file.text, changed));
    }
  }

  #note(task: Task, operations: readonly Operation[]): void {
    for (const fingerprint of task.fingerprints) {
      const own = operations.filter((operation) => task.concerns(fingerprint, operation.names));
      const [first] = own.length > 0 ? own : operations;
      if (first !== undefined) this.#origins.push(originOf(first, fingerprint));
    }
  }
}
