import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Asks a server with a token. */
export interface Asker {
  (
    method: string,
    path: string,
    json?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Throws when the connection breaks: then nobody can tell whether it was written. */
export const asker =
  (url: string, token: string): Asker =>
  async (method, path, json) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };

const Decided = z.object({
  decisions: z.array(z.object({ id: z.string() })),
  refused: z.array(z.object({ why: z.string() })),
});
const Standing = z.object({ decision: z.object({ id: z.string() }).nullable() });
const Decision = z.object({ reason: z.string(), in_force: z.boolean() });

interface Known {
  readonly reason: string;
  /** `unsure`: it was asked to be withdrawn and no answer came. */
  readonly withdrawn: boolean | 'unsure';
}

/**
 * Writes to a server until it dies, and remembers what it has acknowledged. What it did not may be there or not; what it
 * did has to be there.
 */
export class AcknowledgedWrites {
  readonly #decisions = new Map<string, Known>();
  readonly #sources = new Map<string, boolean | 'unsure'>();
  #number = 0;
  #acknowledged = 0;

  get count(): { readonly decisions: number; readonly withdrawals: number; readonly sources: number } {
    const known = [...this.#decisions.values()];
    return {
      decisions: known.length,
      withdrawals: known.filter(({ withdrawn }) => withdrawn === true).length,
      sources: [...this.#sources.values()].filter((there) => there !== 'unsure').length,
    };
  }

  /** How many writes in all. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Decides about a difference and takes it back, again and again. Resolves when the server is gone. */
  async decide(ask: Asker, fingerprint: string): Promise<void> {
    await untilGone(async () => {
      const reason = `write number ${(this.#number += 1)}`;
      const differences = [{ source: 'code', fingerprint }];
      const made = await ask('POST', '/api/v1/decisions', {
        differences,
        kind: 'revert',
        owner: 'ada',
        reason,
      });
      if (made.status !== 200) throw new Error(JSON.stringify(made));
      this.#acknowledged += 1;
      const [decision] = Decided.parse(made.body).decisions;
      if (decision !== undefined) this.#decisions.set(decision.id, { reason, withdrawn: false });
      // One that was written before a kill and never acknowledged stands in the way.
      const id = decision?.id ?? (await standing(ask, fingerprint));
      if (id !== null) await this.#withdraw(ask, id);
    });
  }

  async #withdraw(ask: Asker, id: string): Promise<void> {
    const known = this.#decisions.get(id);
    if (known !== undefined) this.#decisions.set(id, { ...known, withdrawn: 'unsure' });
    const { status, body } = await ask('POST', `/api/v1/decisions/code/${id}/withdraw`, { reason: 'again' });
    if (status !== 200) throw new Error(JSON.stringify(body));
    this.#acknowledged += 1;
    if (known !== undefined) this.#decisions.set(id, { ...known, withdrawn: true });
  }

  /** Adds a source and removes it, again and again. */
  async sources(ask: Asker, folder: string): Promise<void> {
    await untilGone(async () => {
      const name = `s${(this.#number += 1)}`;
      const added = await ask('POST', '/api/v1/sources', {
        kind: 'folder',
        name,
        folder: `${folder}/${name}`,
      });
      if (added.status !== 201) throw new Error(JSON.stringify(added));
      this.#sources.set(name, true);
      this.#acknowledged += 1;
      // Some stay.
      if (this.#number % 5 === 0) return;
      this.#sources.set(name, 'unsure');
      const removed = await ask('DELETE', `/api/v1/sources/${name}`);
      if (removed.status !== 204) throw new Error(JSON.stringify(removed));
      this.#sources.set(name, false);
      this.#acknowledged += 1;
    });
  }

  /** What was acknowledged and is not there, or is not as it was acknowledged. */
  async lost(ask: Asker): Promise<readonly string[]> {
    const lost: string[] = [];
    for (const [id, { reason, withdrawn }] of this.#decisions) {
      const { status, body } = await ask('GET', `/api/v1/decisions/code/${id}`);
      const found = status === 200 ? Decision.parse(body) : null;
      if (found === null) lost.push(`decision ${id}`);
      else if (found.reason !== reason) lost.push(`the reason of ${id}`);
      else if (withdrawn !== 'unsure' && found.in_force === withdrawn) lost.push(`the withdrawal of ${id}`);
    }
    for (const [name, there] of this.#sources) {
      if (there === 'unsure') continue;
      const { status } = await ask('GET', `/api/v1/sources/${name}`);
      if (status !== (there ? 200 : 404)) lost.push(`source ${name}: ${status}`);
    }
    return lost;
  }
}

async function standing(ask: Asker, fingerprint: string): Promise<string | null> {
  const { body } = await ask('GET', `/api/v1/drift/code/${fingerprint}`);
  return Standing.parse(body).decision?.id ?? null;
}

async function untilGone(write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await write();
    } catch (error) {
      if (error instanceof TypeError) return;
      throw error;
    }
    await sleep(5);
  }
}
