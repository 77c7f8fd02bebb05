import { dayAfter, isCalendarDay } from './calendar-day.ts';
import type { DecisionKind } from './decision.ts';
import { identityText, parseIdentity, type Identity } from './identity.ts';

/** What somebody asks to be decided. */
export interface DecisionRequest {
  /** Unique. */
  readonly id: string;
  readonly kind: DecisionKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `Name <email>` */
  readonly actor: string;
  readonly reason: string;
  /** YYYY-MM-DD; null: not said. */
  readonly until: string | null;
  /** For stacks without an owner in kedge.yaml; null: the actor. */
  readonly owner: string | null;
  /** For stacks without a channel in kedge.yaml; null: none. */
  readonly channel: string | null;
  /** Destroying or replacing the resources is part of it. */
  readonly destroy: boolean;
}

/** A request that can be: its actor is a person, its reason says something, its day fits. */
export interface ReadRequest extends DecisionRequest {
  readonly identity: Identity;
}

// Long enough to say something (`see #12` is not), short enough to ask of everybody.
const LEAST_REASON = 8;
const LEAST_LETTERS = 4;
const MOST_REASON = 2000;

/** Reads a request; the problem is a sentence. */
export function readRequest(
  request: DecisionRequest,
  context: {
    /** YYYY-MM-DD */
    readonly today: string;
    readonly acceptAtMostMs: number;
    readonly redactText: (text: string) => string;
  },
): { readonly request: ReadRequest } | { readonly problem: string } {
  const actor = parseIdentity(request.actor);
  if ('problem' in actor) {
    return {
      problem: `A decision needs a person. ${actor.problem} Git gives it with user.name and user.email.`,
    };
  }
  const reason = oneLine(context.redactText(request.reason));
  const owner = named(request.owner);
  const channel = named(request.channel);
  const problem = reasonProblem(reason) ?? dayProblem(request, context) ?? destroyProblem(request);
  if (problem !== null) return { problem };
  const { identity } = actor;
  return { request: { ...request, actor: identityText(identity), identity, reason, owner, channel } };
}

function reasonProblem(reason: string): string | null {
  if (reason.length > MOST_REASON) {
    return `The reason has ${reason.length} characters. Write at most ${MOST_REASON}, and link to the rest.`;
  }
  const letters = reason.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (reason.length >= LEAST_REASON && letters >= LEAST_LETTERS) return null;
  const seen = reason === '' ? 'There is no reason' : `The reason \`${reason}\` says too little`;
  return `${seen}. Write at least ${LEAST_REASON} characters: others will read it when you are not there.`;
}

function dayProblem(
  { kind, until }: DecisionRequest,
  { today, acceptAtMostMs }: { readonly today: string; readonly acceptAtMostMs: number },
): string | null {
  if (kind === 'revert' || kind === 'adopt') {
    return until === null ? null : `A decision to ${kind} does not end on a day. Leave \`--until\` out.`;
  }
  if (until === null) {
    return kind === 'ignore' ? null : 'An acceptance needs a day on which it ends: `--until YYYY-MM-DD`.';
  }
  if (!isCalendarDay(until)) return `\`${until}\` is not a day. Write it as YYYY-MM-DD.`;
  if (until < today) return `${until} has passed: today is ${today}.`;
  const last = dayAfter(today, acceptAtMostMs);
  if (kind === 'ignore' || until <= last) return null;
  return `An acceptance may end on ${last} at the latest, and ${until} is later. \`decisions.accept_at_most\` in kedge.yaml sets how long.`;
}

const destroyProblem = ({ kind, destroy }: DecisionRequest): string | null =>
  destroy && kind !== 'revert'
    ? `Only a revert can destroy or replace something: a decision to ${kind} does not apply anything.`
    : null;

function named(text: string | null): string | null {
  const name = text === null ? '' : oneLine(text);
  return name === '' ? null : name;
}

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
