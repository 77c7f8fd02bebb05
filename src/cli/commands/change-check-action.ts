import { checkChange } from '#workflows/change/check-change.ts';
import { snakeKeys } from '../change-json.ts';
import { checksText } from '../change-text.ts';
import { changeDependencies } from '../change-workshop.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { powerText } from '../judge/power-text.ts';
import { printJson, printText } from '../print.ts';
import { withProject } from '../project.ts';
import { openDeclared, readDeclaration } from './change-open-action.ts';
import type { ProjectFlags } from './shared-flags.ts';

export async function changeCheckAction(
  context: KedgeContext,
  flags: ProjectFlags,
  named: string,
): Promise<void> {
  const isFile = /\.ya?ml$/.test(named);
  const declared = isFile ? await readDeclaration(context, named) : null;
  if (isFile && declared === null) return;
  await withProject(context, { dir: flags.dir, command: 'kedge change check' }, async (project) => {
    const opened = declared === null ? null : await openDeclared(context, project, declared);
    if (isFile && opened === null) return;
    const who = await project.actor();
    if ('problem' in who) {
      context.process.stderr.write(`${who.problem}\n`);
      context.process.exitCode = EXIT.error;
      return;
    }
    const id = opened?.change.id ?? named;
    const checked = await checkChange(
      id,
      who.actor,
      await changeDependencies(context, project),
      context.signal,
    );
    if ('refused' in checked) {
      context.process.stderr.write(`${checked.refused}\n`);
      context.process.exitCode = EXIT.refused;
      return;
    }
    const { change, results, power } = checked;
    const green = change.state === 'ready';
    if (flags.json) printJson(context, snakeKeys({ id, state: change.state, green, results, power }));
    else {
      printText(
        context,
        (look) => `${power.length === 0 ? '' : `${powerText(power)}\n`}${checksText(results, look)}`,
      );
      context.process.stdout.write(
        green ? `\n${id} is ready. Next, its owner: kedge change start ${id}\n` : `\n${id} may not start.\n`,
      );
    }
    if (!green) context.process.exitCode = EXIT.refused;
  });
}
