import type { Change } from '#domain/change/change.ts';
import type { ChangeWord } from '#domain/change/change-word.ts';
import { dueRecords } from '#domain/change/change-record.ts';
import { mayFor } from '#domain/fleet/caller.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import type { OwnerCaller } from '#ports/owner-caller.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { NOT_RECORDED } from '../change/record-change.ts';
import { sayWord } from '../change/say-word.ts';
import type { SayToChange } from '../words/hear-word.ts';
import { submitDrive } from './change-jobs.ts';
import { mayActOn, seesChange, teamsOfChange, type MayOfChange } from './change-teams.ts';

/** What a person says to a change of a source, on the page, over the API or as an answer in its channel. */
export interface FleetWord {
  readonly source: string;
  readonly change: string;
  readonly word: ChangeWord;
  /** `Name <email>`. */
  readonly actor: string;
  readonly reason: string | null;
  /** What this person has permissions for. */
  readonly may: MayOfChange;
  /** How it came; left out: by the page or the API. See `PersonsWord`. */
  readonly via?: string;
  readonly mark?: string;
}

export interface FleetWordDependencies {
  readonly fleet: Pick<Fleet, 'findSource' | 'findStack' | 'memoryOf'>;
  readonly queue: Pick<WorkQueue, 'submit'>;
  /** The time that changes tell. */
  readonly clock: Clock;
  /** Who tells the people of a source's changes. */
  readonly callerOf: (source: string) => OwnerCaller;
  /** People paste tokens into reasons, too. */
  readonly redactText: (text: string) => string;
}

export type WordAnswer =
  | { readonly kind: 'done'; readonly change: Change }
  /** It is not there, or not theirs to see. */
  | { readonly kind: 'missing' }
  /** A sentence: their roles do not permit it. */
  | { readonly kind: 'forbidden'; readonly why: string }
  /** A sentence: the change itself does not. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Does what was said, by the same rules wherever it was said: roles for the teams of the change first, then who of its
 * people may say it now. What follows from it begins at once on a worker.
 */
export async function sayForFleet(said: FleetWord, deps: FleetWordDependencies): Promise<WordAnswer> {
  const { source, change: id, word, actor, may } = said;
  const memory = await deps.fleet.memoryOf(source);
  const known = (await memory?.findChange(id)) ?? null;
  if (memory === null || known === null) return { kind: 'missing' };
  const teams = await teamsOfChange(source, known.declaration.stacks, deps.fleet);
  const needed = word === 'approve' ? 'change.approve' : 'change.run';
  if (!seesChange(teams, may) && !mayActOn(teams, needed, may)) return { kind: 'missing' };
  if (!mayActOn(teams, needed, may)) {
    const role = word === 'approve' ? 'approver' : 'responder';
    return {
      kind: 'forbidden',
      why: `It takes the role ${role} for ${teamsText(teams)} to ${word} the change ${id}.`,
    };
  }
  const asked = { priority: JOB_PRIORITY.person, requestedBy: actor };
  const unwritten = word === 'close' ? await unrecorded(known, memory) : null;
  if (unwritten !== null) {
    await submitDrive({ source, change: id }, asked, deps.queue);
    return { kind: 'refused', why: unwritten };
  }
  const { reason, via, mark } = said;
  const done = await sayWord(
    word,
    id,
    { actor, reason, ...(via === undefined ? {} : { via }), ...(mark === undefined ? {} : { mark }) },
    { ...deps, memory, caller: deps.callerOf(source) },
  );
  if ('refused' in done) return { kind: 'refused', why: done.refused };
  if (word !== 'approve' && done.change.state !== 'closed') {
    await submitDrive({ source, change: id }, asked, deps.queue);
  }
  return { kind: 'done', change: done.change };
}

/** Of a closed change nothing is recorded any more. One whose record cannot be written at all may be closed nevertheless. */
async function unrecorded(change: Change, memory: Pick<Memory, 'changeEvents'>): Promise<string | null> {
  const due = dueRecords(change);
  if (due.length === 0) return null;
  const tried = (await memory.changeEvents(change.id)).some(({ kind }) => kind === NOT_RECORDED);
  if (tried) return null;
  const what = due.map(({ kind }) => kind).join(' and ');
  return `The ${what} of ${change.id} ${due.length === 1 ? 'is' : 'are'} not on record yet, and nothing is recorded of a change that is closed. That is done now: say it again in a moment.`;
}

/** The same, for whoever is heard in a channel. */
export const sayToChange =
  (deps: FleetWordDependencies): SayToChange =>
  async ({ source, change, word, caller, said }) => {
    const answer = await sayForFleet(
      {
        source,
        change,
        word,
        actor: `${caller.name} <${caller.email}>`,
        ...said,
        may: (permission, team) => mayFor(caller, permission, team),
      },
      deps,
    );
    switch (answer.kind) {
      case 'done':
        return { done: true };
      case 'missing':
        return { refused: 'There is no such change that you may see.' };
      case 'forbidden':
      case 'refused':
        return { refused: answer.why };
    }
  };

function teamsText(teams: readonly (string | null)[]): string {
  if (teams.includes(null)) return 'all teams';
  return teams.length === 1 ? `the team ${teams.join('')}` : `each of the teams ${teams.join(', ')}`;
}
