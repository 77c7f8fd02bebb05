import { inCode, inSentence, yamlOf } from '../decision/record-text.ts';
import type { Change } from './change.ts';
import type { RolloutStep } from './declaration.ts';

/**
 * What whoever is woken by it next time needs: what the change was, what it did, how it is seen and how it is taken back.
 * The four headings that most runbooks have.
 */
export function runbookEntry(change: Change, chart: string | null): string {
  const { declaration, verdict, rollback, state } = change;
  const { does, verify } = declaration.rollback;
  return [
    '---',
    yamlOf({
      sop: 'v1',
      id: `change-${change.id}`,
      version: '1.0.0',
      status: 'draft',
      owner: declaration.owner,
      channel: declaration.channel,
      derived_from: change.id,
    }).trimEnd(),
    '---',
    '',
    `# ${inSentence(declaration.title)}`,
    '',
    '## Meaning',
    '',
    inSentence(declaration.why ?? declaration.title),
    '',
    `It concerned ${[...declaration.services, ...declaration.stacks].map(inCode).join(', ')} and is ${state}.`,
    '',
    '## Impact',
    '',
    inSentence(
      verdict === null ? 'Nothing was judged as a whole.' : `${verdict.outcome}: ${verdict.sentence}`,
    ),
    ...(verdict?.overridden == null
      ? []
      : ['', inSentence(`Overridden by ${verdict.overridden.by}: ${verdict.overridden.reason}`)]),
    ...(rollback === null ? [] : ['', inSentence(`It was taken back: ${rollback.why}`)]),
    ...(chart === null ? [] : ['', `![What was measured](${chart})`]),
    '',
    '## Diagnosis',
    '',
    ...declaration.stopConditions.flatMap((stop) =>
      stop.kind === 'metrics'
        ? [`- it stops when ${inCode(stop.when)}`]
        : stop.kind === 'command'
          ? [`- it stops when ${inCode(stop.command.argv.join(' '))} does not end with 0`]
          : [],
    ),
    ...declaration.metrics.map(
      ({ name, baseline, release }) =>
        `- ${inCode(name)} against ${baseline.replaceAll('_', ' ')}, read from ${inCode(Object.values(release.settings).join(' '))}`,
    ),
    '',
    '## Mitigation',
    '',
    ...(does.kind === 'command'
      ? fence(does.command.argv, 'rollback')
      : [`Ask ${inCode(does.url)} by POST.`]),
    ...(verify === null
      ? []
      : ['', 'Then see that the version from before is there:', '', ...fence(verify.argv, 'check')]),
    '',
    'It was rolled out by:',
    '',
    ...declaration.rollout.flatMap((step: RolloutStep) => fence(step.run.argv, 'rollout')),
    '',
  ].join('\n');
}

/** A word that a shell would read is quoted, so that what is copied is what was run. */
const fence = (argv: readonly string[], step: string): readonly string[] => {
  const line = argv
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
    .replaceAll(/[\r\n]/g, ' ');
  // A fence inside of the line must not end this one.
  const ticks = '`'.repeat(Math.max(3, ...[...line.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`${ticks}sh step=${step} mode=${step === 'check' ? 'read' : 'mutate'}`, line, ticks];
};
