import { z } from 'zod';
import { visible } from '#domain/drift/text/visible-text.ts';
import { SourceItem, SyncAsked, type SourceDraft } from '#http/schema/sources.ts';
import type { SourceAddFlags, SourceFlags } from '../commands/source.ts';
import type { ServerFlags } from '../commands/shared-flags.ts';
import type { KedgeContext } from '../context.ts';
import { instantText } from '../drift/time-text.ts';
import { EXIT } from '../exit-code.ts';
import { printJson, printText } from '../print.ts';
import { ink } from '../report/ansi.ts';
import { followJob, whileFollowing } from './follow-job.ts';
import { pathOf } from './kedge-server.ts';
import { listed } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { textTable } from './text-table.ts';
import { withServer } from './with-server.ts';

/** Credentials are references, and of no use here: leaving them out lets a newer server have other kinds of them. */
const Source = SourceItem.pick({
  name: true,
  kind: true,
  url: true,
  branch: true,
  folder: true,
  subfolder: true,
  team: true,
  channel: true,
  push: true,
  synced: true,
});
type Source = z.infer<typeof Source>;

const Sources = z.object({
  items: z.array(Source),
  next: z.string().nullable(),
  total: z.int(),
  total_is: z.enum(['exact', 'recent', 'at_least']),
});

export const sourceListAction = (context: KedgeContext, flags: SourceFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    const { items } = await listed(server, '/sources', Sources, {}, { limit: null, after: null });
    if (flags.json) return printJson(context, { sources: items });
    if (items.length === 0) {
      context.process.stdout.write('The server has no source yet. `kedge source add` adds one.\n');
      return;
    }
    printText(context, ({ color, width }) => {
      const paint = ink(color);
      const rows = items.map((source) => [
        source.name,
        source.team ?? '-',
        source.url === undefined ? (source.folder ?? '') : `${source.url} (${source.branch ?? ''})`,
        stateOf(source, paint),
      ]);
      return textTable(['SOURCE', 'TEAM', 'FROM', 'READ'], rows, { paint, width });
    });
  });

function stateOf({ synced }: Source, paint: ReturnType<typeof ink>) {
  if (synced === null) return { text: 'never', paint: paint.yellow };
  if (synced.problem !== null) return { text: synced.problem, paint: paint.red };
  const commit = synced.commit === null ? '' : ` ${synced.commit.slice(0, 12)}`;
  return `${instantText(synced.at)}${commit}`;
}

export const sourceAddAction = (context: KedgeContext, flags: SourceAddFlags, name: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    const source = await server.write('POST', '/sources', Source, draftOf(flags, name));
    if (flags.json) return printJson(context, source);
    context.process.stdout.write(
      `Added ${visible(source.name)}. The server reads it now: kedge source sync ${visible(source.name)}${server.link.way} follows.\n`,
    );
  });

function draftOf(flags: SourceAddFlags, name: string): SourceDraft {
  const { git, folder, subfolder = '', team = null, channel = null } = flags;
  const common = { name, subfolder, team, channel };
  if ((git === undefined) === (folder === undefined)) {
    throw new ServerProblem('Where does it come from? Give one of --git URL and --folder PATH.');
  }
  if (folder !== undefined) return { kind: 'folder', folder, ...common };
  return {
    kind: 'git',
    url: git ?? '',
    branch: flags.branch ?? 'main',
    push: flags.push,
    credential: credentialOf(flags),
    hook_secret: flags.hookSecretEnv === undefined ? null : { env: flags.hookSecretEnv },
    ...common,
  };
}

function credentialOf({ credentialEnv: env, credentialFile: file, ...flags }: SourceAddFlags) {
  const username = flags.username ?? null;
  if (env !== undefined && file !== undefined) {
    throw new ServerProblem('A credential lies in one place: give --credential-env or --credential-file.');
  }
  if (env !== undefined) return { secret: { env }, username };
  return file === undefined ? null : { secret: { file }, username };
}

export const sourceRemoveAction = (context: KedgeContext, flags: ServerFlags, name: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    await server.write('DELETE', `/sources${pathOf(name)}`, z.null());
    context.process.stdout.write(`Removed ${visible(name)}. What is remembered of it stays.\n`);
  });

export const sourceSyncAction = (context: KedgeContext, flags: ServerFlags, name: string): Promise<void> =>
  withServer(context, flags, async (server) => {
    const { job } = await server.write('POST', `/sources${pathOf(name)}/sync`, SyncAsked);
    const ended = await whileFollowing(
      server,
      () => [job],
      () =>
        followJob(server, job, (event) => {
          if (event.kind === 'line') context.process.stderr.write(`${visible(event.text)}\n`);
        }),
    );
    const problem = ended.state === 'done' ? null : (ended.outcome ?? 'It ended without a word.');
    context.process.stdout.write(
      problem === null
        ? `${visible(name)} was read.\n`
        : `${visible(name)} was not read: ${visible(problem)}\n`,
    );
    if (problem !== null) context.process.exitCode = EXIT.drift;
  });
