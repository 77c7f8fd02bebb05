import type { Change } from '#domain/change/change.ts';
import { declarationDigest } from '#domain/change/declaration-digest.ts';
import type { Declaration } from '#domain/change/declaration.ts';
import type { ChangeDependencies } from './change-dependencies.ts';

export interface OpenRequest {
  readonly declaration: Declaration;
  /** From the root of the project; null: it came from no file. */
  readonly file: string | null;
  readonly commit: string | null;
  readonly actor: string;
}

/**
 * Opens a change, or takes in a new declaration of one that has not started: what was approved and checked of the old one
 * does not count for it.
 */
export async function openChange(
  { declaration, file, commit, actor }: OpenRequest,
  { memory, clock }: ChangeDependencies,
): Promise<
  { readonly change: Change; readonly how: 'opened' | 'same' | 'redeclared' } | { readonly refused: string }
> {
  const at = clock.now().toISOString();
  const digest = declarationDigest(declaration);
  const { id } = declaration;
  return memory.change(async (writing) => {
    const known = await writing.findChange(id);
    const event = { change: id, at, actor };
    const details = { digest, owner: declaration.owner, channel: declaration.channel };
    if (known === null) {
      const change = newChange(declaration, digest, { file, commit, actor, at });
      await writing.openChange(change);
      await writing.addChangeEvents([{ ...event, kind: 'opened', text: declaration.title }]);
      await writing.appendAudit({ at, actor, action: 'change.opened', subject: id, details });
      return { change, how: 'opened' };
    }
    if (known.digest === digest) return { change: known, how: 'same' };
    if (known.state !== 'draft' && known.state !== 'ready') {
      return {
        refused: `The change ${id} is ${known.state}, and what it declares cannot change any more. Open a new one under another id.`,
      };
    }
    const change: Change = {
      ...known,
      declaration,
      digest,
      file,
      commit,
      state: 'draft',
      updatedAt: at,
      checks: null,
    };
    await writing.saveChange(change);
    await writing.addChangeEvents([
      {
        ...event,
        kind: 'redeclared',
        text: 'Its declaration changed: approvals and checks of the old one are void.',
      },
    ]);
    await writing.appendAudit({ at, actor, action: 'change.redeclared', subject: id, details });
    return { change, how: 'redeclared' };
  });
}

const newChange = (
  declaration: Declaration,
  digest: string,
  {
    file,
    commit,
    actor,
    at,
  }: {
    readonly file: string | null;
    readonly commit: string | null;
    readonly actor: string;
    readonly at: string;
  },
): Change => ({
  id: declaration.id,
  declaration,
  digest,
  file,
  commit,
  state: 'draft',
  openedAt: at,
  openedBy: actor,
  updatedAt: at,
  startedAt: null,
  closedAt: null,
  approvals: [],
  checks: null,
  rollbackTried: null,
  steps: [],
  hold: null,
  watch: null,
  verdict: null,
  settling: null,
  rollback: null,
  records: [],
  attempt: 0,
  holder: null,
});
