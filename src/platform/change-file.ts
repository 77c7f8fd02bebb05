import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { Declaration } from '#domain/change/declaration.ts';
import { declare, type DeclarationFault } from '#domain/change/declare.ts';
import { draftOf } from './change-draft.ts';
import { ChangeFile, changeJsonSchema } from './change-schema.ts';
import { complaintsOf, placeComplaint, type Complaint, type ConfigProblem } from './config-problem.ts';
import { plainData, syntaxProblem } from './parse-config.ts';

export type ReadChange =
  | { readonly declaration: Declaration }
  | { readonly problems: readonly ConfigProblem[] };

const MOST_BYTES = 2 ** 20;
const ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Reads `changes/<id>.yaml`. What is wrong comes back with file, line and column. */
export async function readChangeFile(path: string, name: string): Promise<ReadChange> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      return { problems: [whole(name, `The file has ${size} bytes, and no change has that many.`)] };
    return parseChangeFile(name, await readFile(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return {
      problems: [
        whole(
          name,
          `The declaration of the change could not be read (${code}).`,
          'Give the path of a file such as changes/checkout-42.yaml.',
        ),
      ],
    };
  }
}

/** @param name the file's name; its last part without the ending is the id of the change */
export function parseChangeFile(name: string, text: string): ReadChange {
  const id = basename(name).replace(/\.ya?ml$/, '');
  if (!ID.test(id))
    return {
      problems: [
        whole(
          name,
          `\`${id}\` cannot be the id of a change.`,
          'Name the file with small letters, digits and `-`.',
        ),
      ],
    };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const data = document.errors.length > 0 ? null : plainData(document);
  if (data === null || 'problem' in data) {
    const errors = document.errors.map(({ pos, message }) => ({ offset: pos[0], message }));
    const found = errors.length > 0 ? errors : [{ offset: 0, message: data?.problem ?? '' }];
    return {
      problems: found.map(({ offset, message }) => syntaxProblem(name, lines.linePos(offset), message)),
    };
  }
  const parsed = ChangeFile.safeParse(data.value);
  const read = parsed.success
    ? declaredOf(id, parsed.data)
    : {
        complaints: parsed.error.issues.flatMap((issue) =>
          complaintsOf(issue, data.value, changeJsonSchema()),
        ),
      };
  if ('declaration' in read) return read;
  const problems = read.complaints.map((complaint) => placeComplaint(complaint, name, document, lines));
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function declaredOf(
  id: string,
  file: ChangeFile,
): { readonly declaration: Declaration } | { readonly complaints: readonly Complaint[] } {
  const drafted = draftOf(id, file);
  if ('complaints' in drafted) return drafted;
  const declared = declare(drafted.draft);
  return 'faults' in declared ? { complaints: declared.faults.map(complaintOf) } : declared;
}

const complaintOf = ({ path, sentence }: DeclarationFault): Complaint => ({
  path,
  message: sentence,
  hint: null,
});

const whole = (file: string, message: string, hint: string | null = null): ConfigProblem => ({
  file,
  line: 1,
  column: 1,
  message,
  seen: null,
  hint,
});
