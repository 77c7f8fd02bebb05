import type { ServerFlags } from './commands/shared-flags.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { serverNamed } from './server-named.ts';

/**
 * True: a server is named and this command has nothing to ask it, which was said. To act on this machine all the same
 * would be to act somewhere else than where the person is looking.
 */
export function refusedOnServer(
  context: KedgeContext,
  flags: Pick<ServerFlags, 'server'>,
  sentence: string,
): boolean {
  if (serverNamed(context, flags) === null) return false;
  const from = flags.server === undefined ? 'KEDGE_SERVER names a server' : 'A server is named';
  context.process.stderr.write(`${from}. ${sentence} \`--server ''\` acts on this machine.\n`);
  context.process.exitCode = EXIT.error;
  return true;
}
