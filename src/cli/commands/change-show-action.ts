import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { evidenceOf } from '#workflows/change/record-change.ts';
import { snakeKeys } from '../change-json.ts';
import { changeListText, changeText, listedChange, toldChange } from '../change-text.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson, printText } from '../print.ts';
import { withProject } from '../project.ts';
import type { ChangeListFlags } from './change.ts';
import type { ProjectFlags } from './shared-flags.ts';

const LIVE = CHANGE_STATES.filter((state) => state !== 'closed' && state !== 'aborted');

export const changeListAction = (context: KedgeContext, flags: ChangeListFlags): Promise<void> =>
  withProject(context, { dir: flags.dir, command: 'kedge change list' }, async ({ memory }) => {
    const changes = await memory.changesIn(flags.all ? null : (flags.state ?? LIVE));
    if (flags.json) printJson(context, changes.map(snakeKeys));
    else printText(context, (look) => changeListText(changes.map(listedChange), look));
  });

export const changeShowAction = (context: KedgeContext, flags: ProjectFlags, id: string): Promise<void> =>
  withProject(context, { dir: flags.dir, command: 'kedge change show' }, async ({ memory }) => {
    const change = await memory.findChange(id);
    if (change === null) {
      context.process.stderr.write(
        `There is no change ${id}. kedge change list --all shows those there are.\n`,
      );
      context.process.exitCode = EXIT.error;
      return;
    }
    const events = await memory.changeEvents(id);
    if (flags.json) {
      const looks = change.watch === null ? [] : await memory.changeLooks(id, change.watch.number, 1);
      printJson(context, snakeKeys({ ...change, events, looks }));
      return;
    }
    const evidence = await evidenceOf(change, { memory });
    printText(context, (look) => changeText(toldChange(change, events, evidence, look), look));
  });
