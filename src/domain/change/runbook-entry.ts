import { inCode, inSentence, yamlOf } from '../decision/record-text.ts';
import type { Change } from './change.ts';
import type { RolloutStep } from './declaration.ts';

/**
 * What whoever is woken by it next time needs: what the change was, what it did, how it is seen and how it is taken back.
 * The four headings that most runbooks have.
 */
export function runbookEntry(change: Change, chart: string | null): string {
  const { declaration, verdict, rollback, state } = change;
  const { verify } = declaration.rollback;
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
    ...undoing(change),
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

function undoing({ declaration, rollback, commit }: Change): readonly string[] {
  const { does } = declaration.rollback;
  switch (does.kind) {
    case 'command':
      return fence(does.command.argv, 'rollback');
    case 'webhook':
      return [`Ask ${inCode(does.url)} by POST.`];
    case 'git_revert': {
      const undone = rollback?.code?.undoes ?? does.commit ?? commit ?? 'the commit of the change';
      return [
        ...fence(['git', 'revert', undone], 'rollback'),
        '',
        `Then plan and apply ${does.stacks.map(inCode).join(', ')} from there, in this order.`,
      ];
    }
  }
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
