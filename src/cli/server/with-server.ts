import { visible } from '#domain/drift/text/visible-text.ts';
import type { ServerFlags } from '../commands/shared-flags.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { serverNamed } from '../server-named.ts';
import { openServer, type KedgeServer } from './kedge-server.ts';
import { parseServerAddress } from './server-address.ts';
import { ServerProblem } from './server-problem.ts';
import { findToken } from './server-token.ts';

/**
 * Opens the server that a command is to ask. What stands against it, then and later, is printed, and the exit code says
 * so. Ctrl-C ends the asking; what the server was asked for goes on.
 */
export async function withServer(
  context: KedgeContext,
  flags: ServerFlags,
  use: (server: KedgeServer) => Promise<void>,
): Promise<void> {
  try {
    await use(await connect(context, flags));
  } catch (error) {
    if (error instanceof ServerProblem) {
      fail(context, error.message, error.exitCode);
    } else if (context.signal.aborted) {
      context.process.exitCode = EXIT.interrupted;
    } else throw error;
  }
}

const NO_SERVER =
  'This asks a server. Name it with --server URL or in KEDGE_SERVER, such as https://kedge.example; `kedge serve` starts one.';

async function connect(context: KedgeContext, flags: ServerFlags): Promise<KedgeServer> {
  const named = serverNamed(context, flags);
  if (named === null) throw new ServerProblem(NO_SERVER);
  const parsed = parseServerAddress(named, flags.plaintext);
  if ('problem' in parsed) throw new ServerProblem(parsed.problem);
  const { url, warning } = parsed.address;
  const found = await findToken(context, flags.tokenFile, url);
  if ('problem' in found) throw new ServerProblem(found.problem);
  const tell = (line: string): void => void context.process.stderr.write(`${visible(line)}\n`);
  if (warning !== null) tell(warning);
  const way = flags.server === undefined ? '' : ` --server ${url}`;
  return openServer({ url, token: found.token, way, signal: context.signal, tell }, context.version);
}

/** Sentences of the server are text of strangers: line ends stay, nothing else that a terminal acts on. */
export function fail(context: KedgeContext, sentences: string, code: number = EXIT.error): void {
  context.process.stderr.write(`${sentences.split('\n').map(visible).join('\n')}\n`);
  context.process.exitCode = code;
}
