import { hostname } from 'node:os';
import { relative, sep } from 'node:path';
import { identify, isAlive } from '#platform/process-identity.ts';
import type { OwnerCall } from '#ports/owner-caller.ts';
import type { ChangeDependencies } from '#workflows/change/change-dependencies.ts';
import type { WatchCache } from '#workflows/change/watch-cache.ts';
import type { KedgeContext } from './context.ts';
import type { Project } from './project.ts';

/** What a change needs of the world, in a terminal: its people are told on the other output. */
export async function changeDependencies(
  context: KedgeContext,
  { kedge, loaded, memory }: Project,
  cache: WatchCache = new Map(),
): Promise<ChangeDependencies> {
  const tools = await kedge.changes(loaded);
  const own = await identify(process.pid);
  return {
    ...tools,
    memory,
    clock: kedge.clock,
    caller: {
      call: (call) => Promise.resolve(tell(context, call)),
      channelCheck: () => Promise.resolve(null),
    },
    decisionsFolder: relative(loaded.root, loaded.config.decisions.folder).split(sep).join('/'),
    redactText: (text) => kedge.redactor.redactText(text),
    holder: { host: hostname(), pid: process.pid, startedAt: own?.started ?? '' },
    lives: async ({ host, pid, startedAt }) =>
      host === hostname() ? isAlive({ pid, started: startedAt }) : 'elsewhere',
    cache,
  };
}

function tell(
  { process: { stderr } }: KedgeContext,
  { channel, owner, kind, text, answerBy }: OwnerCall,
): void {
  const until = answerBy === null ? '' : ` (answer by ${answerBy})`;
  const whom = kind === 'tell' ? channel : `${channel}, ${owner}`;
  stderr.write(`${kind === 'page' ? 'PAGE ' : ''}${whom}: ${text}${until}\n`);
}
