import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '#domain/drift/report.ts';
import { mergeBranch } from './demo-repository.ts';
import { PLANTED_CHANGES, type PlantedChange } from './planted-changes.ts';
import type { DemoRequest } from './run-demo.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Decides what was found, acts on it, and scans again: reverted, adopted and accepted, with the commands that a person
 * would type. null: in sync, three records written, the audit log whole. Else a sentence.
 */
export async function settleDrift(
  request: Pick<DemoRequest, 'run' | 'narrator' | 'command' | 'env' | 'signal' | 'scan'>,
  folder: string,
  report: Report,
): Promise<string | null> {
  const { narrator, env, signal } = request;
  const ids = (decision: PlantedChange['decision']): readonly string[] => fingerprints(report, decision);
  const run = async (...args: readonly string[]): Promise<string | null> => {
    narrator.say(`${request.command} ${args.map(quoted).join(' ')}`);
    const code = await request.run(args, folder, env);
    if (signal.aborted) return 'The demo was interrupted.';
    return code === 0 ? null : `kedge ${args[0]} ended with exit code ${code}.`;
  };
  const until = new Date(Date.parse(report.scanned_at ?? '') + 90 * DAY_MS).toISOString().slice(0, 10);
  const [adopted = ''] = ids('adopt');
  const branch = `kedge/adopt-${adopted}`;
  const steps: readonly (() => Promise<string | null>)[] = [
    () => run('decide', ...ids('revert'), '--revert', '--reason', 'nobody planned this'),
    () => run('decide', adopted, '--adopt', '--reason', 'the new threshold is right'),
    () =>
      run('decide', ...ids('accept'), '--accept', '--until', until, '--reason', 'the rename is under way'),
    () => run('fix', ...ids('revert'), '--yes'),
    () => run('fix', adopted),
    async () => {
      narrator.say(`git merge ${branch}`);
      return mergeBranch(branch, folder, env, signal);
    },
    () => scanAgain(request, folder),
    () => run('drift', 'show', adopted),
    () => run('drift'),
    () => run('audit', 'verify'),
    () => checkRecords(folder),
  ];
  for (const step of steps) {
    const problem = await step();
    if (problem !== null) return problem;
  }
  narrator.say(
    'Found, decided, settled and proven: in sync, with three decision records and a whole audit log',
  );
  return null;
}

function fingerprints(report: Report, decision: PlantedChange['decision']): readonly string[] {
  const addresses = new Set(
    PLANTED_CHANGES.filter((change) => change.decision === decision).map(({ expected }) => expected.address),
  );
  return report.stacks
    .flatMap((stack) => stack.differences)
    .filter((difference) => addresses.has(difference.address))
    .map(({ fingerprint }) => fingerprint);
}

async function scanAgain(
  { narrator, command, scan, env }: Pick<DemoRequest, 'narrator' | 'command' | 'scan' | 'env'>,
  folder: string,
): Promise<string | null> {
  narrator.say(`${command} scan`);
  const scanned = await scan(folder, env);
  if ('problem' in scanned) return scanned.problem;
  const { total, in_sync } = scanned.report.summary.stacks;
  return total > 0 && total === in_sync
    ? null
    : 'The last scan should find everything in sync, and does not.';
}

async function checkRecords(folder: string): Promise<string | null> {
  const names = await readdir(join(folder, 'decisions'));
  const expected = new Set(PLANTED_CHANGES.map(({ decision }) => decision)).size;
  return names.length === expected
    ? null
    : `There should be ${expected} decision records, and there are ${names.length}: ${names.join(', ')}.`;
}

const quoted = (word: string): string => (/^[\w./@:+=-]+$/.test(word) ? word : `"${word}"`);
