import type { Change } from '#domain/change/change.ts';
import type { ChangeWord } from '#domain/change/change-word.ts';
import { recordDue } from '#workflows/change/record-change.ts';
import { sayWord } from '#workflows/change/say-word.ts';
import { snakeKeys } from '../change-json.ts';
import { changeDependencies } from '../change-workshop.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print.ts';
import { withProject } from '../project.ts';
import type { ChangeWordFlags } from './change.ts';

export const changeWordAction = (
  context: KedgeContext,
  flags: ChangeWordFlags,
  word: ChangeWord,
  id: string,
): Promise<void> =>
  withProject(context, { dir: flags.dir, command: `kedge change ${word}` }, async (project) => {
    const who = await project.actor();
    if ('problem' in who) return fail(context, who.problem, EXIT.error);
    const deps = await changeDependencies(context, project);
    const done = await sayWord(word, id, { actor: who.actor, reason: flags.reason ?? null }, deps);
    if ('refused' in done) return fail(context, done.refused, EXIT.refused);
    const { branches, problems } = await recordDue(done.change, null, deps);
    if (flags.json) printJson(context, snakeKeys(done.change));
    else
      context.process.stdout.write(
        `${id} is ${done.change.state}.\n${branches.map((branch) => `  on record: ${branch}\n`).join('')}${nextOf(done.change)}`,
      );
    for (const problem of problems) context.process.stderr.write(`${problem}\n`);
  });

function nextOf({ id, state }: Change): string {
  if (state === 'rolling' || state === 'watching' || state === 'reverting')
    return `Next, unless a server drives it: kedge change watch ${id}\n`;
  return state === 'cleared' || state === 'reverted' ? `Next: kedge change close ${id}\n` : '';
}

function fail(context: KedgeContext, sentence: string, code: number): void {
  context.process.stderr.write(`${sentence}\n`);
  context.process.exitCode = code;
}
