import { settleChange, settleDue, type SettleAnswer } from '#workflows/change/settle-change.ts';
import type { ChangeDependencies } from '#workflows/change/change-dependencies.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { snakeKeys } from '../change-json.ts';
import { changeDependencies } from '../change-workshop.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print.ts';
import { withProject } from '../project.ts';
import type { ProjectFlags } from './shared-flags.ts';

export const changeSettleAction = (
  context: KedgeContext,
  flags: ProjectFlags,
  id: string | null,
): Promise<void> =>
  withProject(context, { dir: flags.dir, command: 'kedge change settle' }, async (project) => {
    const deps = await changeDependencies(context, project);
    const answers = await ask(id, deps, context.signal);
    if (answers === null) {
      context.process.stderr.write(
        `There is no change ${id}. kedge change list --all shows those there are.\n`,
      );
      context.process.exitCode = EXIT.error;
      return;
    }
    const facts = answers.map(({ change, outcome, text }) => ({
      id: change.id,
      state: change.state,
      outcome,
      text,
      settling: change.settling,
    }));
    if (flags.json) printJson(context, facts.map(snakeKeys));
    else {
      const lines = facts.map(({ id: each, state, text }) => `${each} is ${state}. ${visible(text)}\n`);
      context.process.stdout.write(
        lines.join('') || 'No verdict waits for values that may still be corrected.\n',
      );
    }
    const asks = answers.some(({ outcome }) => outcome === 'reopened' || outcome === 'blocked');
    context.process.exitCode = asks ? EXIT.unknown : EXIT.inSync;
  });

async function ask(
  id: string | null,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<readonly SettleAnswer[] | null> {
  if (id === null) return settleDue(deps, signal);
  const change = await deps.memory.findChange(id);
  return change === null ? null : [await settleChange(change, deps, signal)];
}
