import { fileURLToPath } from 'node:url';
import { startHttp } from '#compose-http';
import { openServer, startWork, type ServerParts } from '#compose-server';
import { parseIdentity } from '#domain/decision/identity.ts';
import { openServerDemo, type ServerDemo } from '#demo/server-demo.ts';
import { createNarrator } from '#demo/narrator.ts';
import { findActor } from '#platform/actor.ts';
import { dataFolder } from '#platform/data-folder.ts';
import { ensurePage, pageFolder } from '#platform/page-folder.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { aborted, serverLog } from '../server-log.ts';
import type { ServeFlags } from './serve.ts';

export async function serveAction(context: KedgeContext, flags: ServeFlags): Promise<void> {
  const problem = flags.demo ? await serveDemo(context, flags) : await serve(context, flags, null);
  if (problem === null) return;
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = context.signal.aborted ? EXIT.interrupted : EXIT.error;
}

/** null: it served until it was ended. Else a sentence. */
async function serveDemo(context: KedgeContext, flags: ServeFlags): Promise<string | null> {
  const opened = await openServerDemo({
    env: context.env,
    cwd: context.cwd,
    signal: context.signal,
    narrator: createNarrator(context.process.stdout, () => performance.now()),
  });
  if ('problem' in opened) return opened.problem;
  const { demo } = opened;
  try {
    return await serve({ ...context, env: demo.env }, flags, demo);
  } finally {
    await demo.stop();
  }
}

async function serve(
  context: KedgeContext,
  flags: ServeFlags,
  demo: ServerDemo | null,
): Promise<string | null> {
  const { stdout } = context.process;
  const { version } = context;
  const data = demo?.data ?? (await dataFolder(context.env, context.cwd, context.cwd)).path;
  const log = serverLog(context);
  const opened = await openServer({ env: context.env, data, command: 'kedge serve', log, version });
  if ('refused' in opened) return opened.refused;
  const { parts } = opened;
  try {
    const started = await startHttp(parts, {
      host: flags.host,
      port: flags.port,
      version,
      demo: demo !== null,
      page: () => builtPage(context),
    });
    if ('refused' in started) return started.refused;
    const { http } = started;
    try {
      await demo?.fill(parts.fleet);
      const work = await startWork(parts, { engines: flags.engines ?? null });
      const link = await http.signInLink(await whoStarts(context, parts));
      stdout.write(`Kedge serves at ${http.url}\nSign in, once and within 15 minutes: ${link}\n`);
      stdout.write(
        `From a terminal: make a token at ${http.url}/settings/tokens, then KEDGE_SERVER=${http.url} KEDGE_TOKEN=... kedge drift\n`,
      );
      await aborted(context.signal);
      stdout.write(`Ending: ${work.running()} jobs run.\n`);
      await work.stop();
    } finally {
      await http.stop();
    }
    return null;
  } finally {
    await parts.close();
  }
}

const BUILDING = {
  missing: 'Building the page, which a new copy of Kedge does once ...\n',
  changed: 'Building the page anew: its sources have changed ...\n',
} as const;

/** Without it the API works, and why it is missing is said. */
async function builtPage({ process: { stdout, stderr } }: KedgeContext): Promise<string | null> {
  const home = fileURLToPath(new URL('../../../', import.meta.url));
  const problem = await ensurePage(home, (why) => stdout.write(BUILDING[why]));
  if (problem === null) return pageFolder(home);
  stderr.write(`${problem}\n`);
  return null;
}

/** Whoever started the server holds its database anyway. */
async function whoStarts(
  { env, cwd }: KedgeContext,
  { kedge }: ServerParts,
): Promise<{ readonly name: string; readonly email: string }> {
  const found = findActor(env, await kedge.repository.author(cwd));
  const read = parseIdentity('actor' in found ? found.actor : '');
  const named = 'identity' in read ? read.identity : null;
  return { name: named?.name ?? 'Admin', email: named?.email ?? 'admin@localhost' };
}
