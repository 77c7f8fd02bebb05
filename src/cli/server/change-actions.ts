import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { ChangeWord } from '#http/schema/changes.ts';
import { ChangeAsked } from '#http/schema/declarations.ts';
import { changeListText, changeText, checksText } from '../change-text.ts';
import type { ChangeFlags, ChangeListFlags, ChangeWordFlags } from '../commands/change.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson, printText } from '../print.ts';
import { followJob, whileFollowing } from './follow-job.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { changeNamed, Line, Lines, listedLine, nameOf, toldWhole, wholeChange } from './server-change.ts';
import { listed } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { sourceAndStack } from './source-and-stack.ts';
import { withServer } from './with-server.ts';

const LIVE = CHANGE_STATES.filter((state) => state !== 'closed' && state !== 'aborted');

export const changeListAction = (context: KedgeContext, flags: ChangeListFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const query = flags.all ? {} : { state: flags.state ?? LIVE };
    const { items } = await listed(server, '/changes', Lines, query, { limit: null, after: null });
    if (flags.json) printJson(context, items);
    else printText(context, (look) => changeListText(items.map(listedLine), look));
  });

export const changeShowAction = (context: KedgeContext, flags: ChangeFlags, word: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const change = await wholeChange(server, await changeNamed(server, word));
    if (flags.json) printJson(context, change);
    else printText(context, (look) => changeText(toldWhole(change), look));
  });

/** `SOURCE/changes/ID.yaml`, as the last sync of the source read it. */
export const changeOpenAction = (
  context: KedgeContext,
  flags: ChangeFlags,
  file: string | null,
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const { source, stack: path } = sourceAndStack(file ?? '');
    if (path === undefined) {
      throw new ServerProblem(
        'Which change? A server opens a file of a source, as its branch has it: SOURCE/changes/ID.yaml.',
      );
    }
    const { job } = await server.write('POST', '/changes', ChangeAsked, { source, file: path });
    await untilOver(context, server, job);
    context.process.stdout.write(`${visible(path)} of ${visible(source)} was opened and checked.\n`);
  });

export const changeCheckAction = (context: KedgeContext, flags: ChangeFlags, word: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const named = await changeNamed(server, word);
    const path = `/changes${pathOf(named.source, named.id)}/check`;
    const { job } = await server.write('POST', path, ChangeAsked);
    await untilOver(context, server, job);
    const { checks, state } = await wholeChange(server, named);
    const results = toldResults(checks);
    const green = checks?.green ?? false;
    if (flags.json)
      printJson(context, {
        source: named.source,
        id: named.id,
        state,
        green,
        results: checks?.results ?? [],
      });
    else {
      printText(context, (look) => checksText(results, look));
      const name = visible(nameOf(named));
      context.process.stdout.write(
        green
          ? `\n${name} is ready. Next, its owner: kedge change start ${name}\n`
          : `\n${name} may not start.\n`,
      );
    }
    if (!green) context.process.exitCode = EXIT.refused;
  });

type Checks = Awaited<ReturnType<typeof wholeChange>>['checks'];

const toldResults = (checks: Checks) =>
  (checks?.results ?? []).map(({ name, result, text }) => ({ name, outcome: result, sentence: text }));

/** Said as the person whose token it is; the server drives what follows. */
export const changeWordAction = (
  context: KedgeContext,
  flags: ChangeWordFlags,
  word: ChangeWord,
  name: string,
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const named = await changeNamed(server, name);
    const path = `/changes${pathOf(named.source, named.id)}/${word}`;
    const change = await server.write('POST', path, Line, { reason: flags.reason });
    if (flags.json) return printJson(context, change);
    const next = change.state === 'cleared' || change.state === 'reverted' ? 'close' : 'show';
    context.process.stdout.write(
      `${visible(nameOf(change))} is ${change.state}.\nNext: kedge change ${next} ${visible(nameOf(change))}\n`,
    );
  });

/** What a job says on its way; one that failed is a refusal with its reason. */
async function untilOver(context: KedgeContext, server: KedgeServer, job: string): Promise<void> {
  const ended = await whileFollowing(
    server,
    () => [job],
    () =>
      followJob(server, job, (event) => {
        if (event.kind === 'line') context.process.stderr.write(`${visible(event.text)}\n`);
      }),
  );
  if (ended.state !== 'done') {
    throw new ServerProblem(ended.outcome ?? 'The job ended without a word.', EXIT.refused);
  }
}
