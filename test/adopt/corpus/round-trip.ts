import { jsonEqual, type Json } from '#domain/json.ts';

import { makeAttempt, type Attempt, type ValueAttempt } from './attempt.ts';
import { chooseAttempts, type Choice } from './choose-attempts.ts';
import { judgeEdit } from './judge-edit.ts';
import { placeKey, readSites, type Sites } from './sites.ts';
import type { Tally } from './tally.ts';
import { evaluateAll, formatAll, type Formatted } from './terraform-oracle.ts';

export interface CodeFile {
  /** For people. */
  readonly name: string;
  readonly text: string;
}

/** An edit that looks right as a text; Terraform has to say so too. */
interface Pending {
  readonly file: CodeFile;
  readonly formatted: Formatted;
  readonly attempt: Attempt;
  readonly after: string;
  readonly excerpt: string;
  readonly realigned: boolean;
  readonly source: string | null;
}

/** A value as the engine reads it, before any edit. */
interface Listed {
  readonly name: string;
  readonly source: string;
  readonly value: Json;
}

/** Edits places of every file, each from the file as it is, and counts what became of it. */
export async function roundTrip(files: readonly CodeFile[], choice: Choice, tally: Tally): Promise<void> {
  const formatted = await formatAll(files.map(({ text }) => text));
  const pending: Pending[] = [];
  const listed: Listed[] = [];
  for (const [i, file] of files.entries()) {
    await tryFile(file, formatted[i] ?? null, choice, { tally, pending, listed });
  }
  await askTerraform(pending, tally);
  await askForListed(listed, tally);
}

interface Found {
  readonly tally: Tally;
  readonly pending: Pending[];
  readonly listed: Listed[];
}

async function tryFile(
  file: CodeFile,
  formatted: Formatted,
  choice: Choice,
  { tally, pending, listed }: Found,
): Promise<void> {
  tally.files += 1;
  const sites = await readSites(file.text);
  if (sites === null) {
    tally.unreadable(file.name, formatted !== null);
    return;
  }
  if (formatted === file.text) tally.formatted += 1;
  const seed = `${choice.seed} ${file.name}`;
  const chosen = await chooseAttempts(file.text, sites, { ...choice, seed });
  tally.places += chosen.listed.length;
  for (const { place } of chosen.unlisted) tally.unlisted(`${file.name} ${placeKey(place)}`);
  listed.push(...listedIn(file, sites, chosen.listed));
  for (const attempt of chosen.attempts) {
    const made = await makeAttempt(file.text, attempt);
    if ('refused' in made) {
      tally.refused(attempt.operation, made.refused, nameOf(file, attempt));
      continue;
    }
    const verdict = await judgeEdit(file.text, sites, attempt, made.text);
    if (verdict.wrong === null) pending.push({ file, formatted, attempt, after: made.text, ...verdict });
    else
      tally.wrong({
        operation: attempt.operation,
        why: verdict.wrong,
        where: nameOf(file, attempt),
        file: file.name,
        attempt,
        after: made.text,
      });
  }
}

const listedIn = (
  { name, text }: CodeFile,
  sites: Sites,
  places: readonly (ValueAttempt['place'] & { readonly value: Json })[],
): readonly Listed[] =>
  places.flatMap((place) => {
    const site = sites.values.get(placeKey(place));
    if (site === undefined) return [];
    return [
      { name: `${name} ${placeKey(place)}`, source: text.slice(site.start, site.end), value: place.value },
    ];
  });

async function askTerraform(pending: readonly Pending[], tally: Tally): Promise<void> {
  const formatted = await formatAll(pending.map(textToFormat));
  const sources = pending.map(({ source }) => source);
  const values = await evaluateAll(sources.filter((source) => source !== null));
  let next = 0;
  for (const [i, edit] of pending.entries()) {
    const value = edit.source === null ? null : values[next];
    if (edit.source !== null) next += 1;
    const why = (await formatProblem(edit, formatted[i] ?? null)) ?? valueProblem(edit, value);
    const { operation } = edit.attempt;
    const where = nameOf(edit.file, edit.attempt);
    if (why === null) tally.edited(operation, edit.realigned);
    else
      tally.wrong({ operation, why, where, file: edit.file.name, attempt: edit.attempt, after: edit.after });
  }
}

/** Formatting a whole file for every edit in it would take most of the time. */
const textToFormat = ({ file, formatted, after, excerpt }: Pending): string =>
  formatted === file.text ? excerpt : after;

async function formatProblem(edit: Pending, formattedAfter: Formatted): Promise<string | null> {
  const { file, formatted, attempt } = edit;
  // What Terraform could not read before says nothing about the edit.
  if (formatted === null) return null;
  if (formattedAfter === null) return 'terraform fmt cannot read the new text';
  if (formatted === file.text) {
    const isContent = formattedAfter === textToFormat(edit);
    return isContent ? null : 'terraform fmt was content before and is not any more';
  }
  if (attempt.on === 'body' || isLegacyType(attempt)) return null;
  const other = await makeAttempt(formatted, attempt);
  const isSame = 'text' in other && other.text === formattedAfter;
  return isSame ? null : 'formatting and editing give another text than editing and formatting';
}

/** `type = "list"`, which `terraform fmt` turns into another notation only for the names it knows. */
const isLegacyType = ({ place }: ValueAttempt): boolean =>
  place.block.kind === 'variable' && place.path[0] === 'type';

function valueProblem({ attempt }: Pending, value: Json | undefined): string | null {
  if (attempt.on === 'body') return null;
  return sameValue(value, attempt.value)
    ? null
    : 'Terraform reads another value than the one that was asked for';
}

/** How Terraform reads every value that the engine lists. */
async function askForListed(listed: readonly Listed[], tally: Tally): Promise<void> {
  const values = await evaluateAll(listed.map(({ source }) => source));
  for (const [i, { name, value }] of listed.entries()) {
    if (!sameValue(values[i], value)) tally.misread(name);
  }
}

/** Integers that a double cannot hold stay text in Kedge. */
const sameValue = (real: Json | undefined, ours: Json): boolean =>
  jsonEqual(real, ours) ||
  (typeof real === 'number' && typeof ours === 'string' && String(real) === String(Number(ours)));

function nameOf(file: CodeFile, attempt: Attempt): string {
  if (attempt.on === 'value') return `${file.name} ${placeKey(attempt.place)}`;
  return `${file.name} body ${attempt.body}${attempt.part === null ? '' : ` part ${attempt.part}`}`;
}
