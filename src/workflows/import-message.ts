import type { Redactor } from '#domain/secret/redact.ts';
import type { EditProof } from './fix-request.ts';
import type { ImportRequest } from './import-request.ts';

const SUBJECT_WIDTH = 72;

/** What the message tells beside the request. */
export interface MessageFacts {
  /** As the engine writes it. */
  readonly address: string;
  readonly withheld: readonly string[];
  readonly at: string;
  /** null: it is not proven yet. */
  readonly proof: EditProof | null;
}

/** The message of the commit: what is imported, why, who asked for it and what proves it. */
export function importMessage(
  { reason, actor, id }: ImportRequest,
  { address, withheld, at, proof }: MessageFacts,
  redactor: Redactor,
): string {
  const title = `Import ${address}`;
  return [
    title.length > SUBJECT_WIDTH ? `${title.slice(0, SUBJECT_WIDTH - 3)}...` : title,
    '',
    redactor.redactText(oneLine(reason)),
    '',
    'The object exists in reality and is in no state. The next apply of this code takes it into the state:',
    `- ${address} is ${JSON.stringify(id)}`,
    '',
    ...(withheld.length === 0
      ? []
      : [`Sensitive, and left to whoever knows the value: ${withheld.join(', ')}.`, '']),
    ...(proof === null
      ? []
      : [
          `Proven by a plan of ${proof.engine} over ${proof.resourcesRead} resources: this one import, nothing else new.`,
          '',
        ]),
    `Decided-by: ${actor} at ${at}`,
    `Kedge-Import: ${address}`,
    '',
  ].join('\n');
}

/** A line break in a reason must not make a trailer of what follows it. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
