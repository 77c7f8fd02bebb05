import { openServer, startWork } from '#compose-server';
import { dataFolder } from '#platform/data-folder.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { aborted, serverLog } from '../server-log.ts';
import type { WorkerFlags } from './worker.ts';

export async function workerAction(context: KedgeContext, flags: WorkerFlags): Promise<void> {
  const { stdout, stderr } = context.process;
  if ((context.env['DATABASE_URL'] ?? '') === '') {
    stderr.write(
      'A worker beside the server needs the database that both use: set DATABASE_URL to its postgres:// address. `kedge serve` alone needs none, and works by itself.\n',
    );
    context.process.exitCode = EXIT.error;
    return;
  }
  const data = await dataFolder(context.env, context.cwd, context.cwd);
  const opened = await openServer({
    env: context.env,
    data: data.path,
    command: 'kedge worker',
    log: serverLog(context),
    version: context.version,
  });
  if ('refused' in opened) {
    stderr.write(`${opened.refused}\n`);
    context.process.exitCode = EXIT.error;
    return;
  }
  const { parts } = opened;
  try {
    const work = await startWork(parts, { engines: flags.engines ?? null });
    stdout.write(`Kedge works. End it with ctrl-C.\n`);
    await aborted(context.signal);
    stdout.write(`Ending: ${work.running()} jobs run.\n`);
    await work.stop();
  } finally {
    await parts.close();
  }
}
