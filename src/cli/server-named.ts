import type { ServerFlags } from './commands/shared-flags.ts';
import type { KedgeContext } from './context.ts';

/** The server that a command is to ask; null: it acts on this machine. `--server ''` says so where KEDGE_SERVER is set. */
export function serverNamed(
  { env }: Pick<KedgeContext, 'env'>,
  { server }: Pick<ServerFlags, 'server'>,
): string | null {
  const named = server ?? env['KEDGE_SERVER'] ?? '';
  return named === '' ? null : named;
}

type Act<Flags, Rest extends readonly unknown[]> = (
  context: KedgeContext,
  flags: Flags,
  ...rest: Rest
) => void | Promise<void>;

/** What a command runs: on this machine, or by asking the server that is named. Only the one that is needed is loaded. */
export const hereOrThere = <Flags extends ServerFlags, Rest extends readonly unknown[]>(
  here: () => Promise<Act<Flags, Rest>>,
  there: () => Promise<Act<Flags, Rest>>,
): ((this: KedgeContext, flags: Flags, ...rest: Rest) => Promise<void>) =>
  async function (flags, ...rest) {
    const act = await (serverNamed(this, flags) === null ? here() : there());
    await act(this, flags, ...rest);
  };
