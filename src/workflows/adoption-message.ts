import type { EditOrigin } from '#ports/code-editor.ts';
import type { EditProof, FixRequest } from './fix-request.ts';

const SUBJECT_WIDTH = 72;

/** The message of the commit: what was adopted, why, who decided it and what proves it. Holds no value. */
export function adoptionMessage(
  { subjects, target }: FixRequest,
  origins: readonly EditOrigin[],
  proof: EditProof | null,
): string {
  const places = subjects.map(({ subject: { address, path } }) =>
    path === '' ? address : `${address}.${path}`,
  );
  const [first = target.id] = places;
  const title = places.length === 1 ? `Adopt ${first}` : `Adopt ${places.length} differences of ${target.id}`;
  const decisions = [...new Map(subjects.map(({ decision }) => [decision.id, decision])).values()];
  return [
    title.length > SUBJECT_WIDTH ? `${title.slice(0, SUBJECT_WIDTH - 3)}...` : title,
    '',
    ...decisions.map((decision) => oneLine(decision.reason)),
    '',
    'Reality was changed outside the code; the code follows it with this commit:',
    ...places.map((place) => `- ${place}${originOf(place, subjects, origins)}`),
    '',
    ...(proof === null
      ? []
      : [
          `Proven by a plan of ${proof.engine} over ${proof.resourcesRead} resources: nothing left of these, nothing new.`,
          '',
        ]),
    ...decisions.map((decision) => `Decided-by: ${decision.by} at ${decision.at}`),
    ...decisions.flatMap((decision) =>
      decision.approvals.map((approval) => `Approved-by: ${approval.by} at ${approval.at}`),
    ),
    ...subjects.map(({ subject }) => `Kedge-Drift: ${subject.fingerprint}`),
    ...decisions.map((decision) => `Kedge-Decision: ${decision.id}`),
    '',
  ].join('\n');
}

function originOf(place: string, subjects: FixRequest['subjects'], origins: readonly EditOrigin[]): string {
  const subject = subjects.find(
    ({ subject: { address, path } }) => place === (path === '' ? address : `${address}.${path}`),
  );
  const origin = origins.find((each) => each.fingerprint === subject?.subject.fingerprint);
  return origin === undefined ? '' : ` (${origin.what})`;
}

/** A line break in a reason must not make a trailer of what follows it. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
