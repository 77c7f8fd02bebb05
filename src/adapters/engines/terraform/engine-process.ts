import type { Environment } from '#platform/environment.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { runProcess, type Grace, type ProcessResult } from '#platform/run-process.ts';
import { checkCommand, RefusedCommand, type CommandCheck } from './allowed-commands.ts';
import { mayAttach } from './fast/attached-commands.ts';

/** Starts one engine for one stack, within the stack's limits. */
export interface EngineProcess {
  /** Throws RefusedCommand before any start when the command is none that may be run here. */
  run(args: readonly string[], options: EngineCall): Promise<ProcessResult>;
}

export interface EngineCall {
  readonly cwd: string;
  readonly onLine?: (line: string) => void;
  /** Added for this call only: the place where a provider session attaches its providers. */
  readonly extraEnv?: Environment;
}

export interface EngineLimits {
  readonly signal: AbortSignal;
  /** On the clock of performance.now(). */
  readonly deadline: number;
  readonly grace?: Grace;
}

/** A plan that holds no lock leaves nothing behind, however it ends. */
const WITHOUT_LOCK: Grace = { afterInterruptMs: 1_000, afterTerminateMs: 500 };

function graceFor(args: readonly string[], { grace }: EngineLimits): { readonly grace?: Grace } {
  if (grace !== undefined) return { grace };
  return args[0] === 'plan' && args.includes('-lock=false') ? { grace: WITHOUT_LOCK } : {};
}

export function createEngineProcess(settings: {
  readonly binary: string;
  readonly env: Environment;
  readonly runFolder: RunFolder;
  readonly cacheRoot: string;
  readonly limits: EngineLimits;
  readonly log: (line: string) => void;
  /** What may be run; default: what detection may. */
  readonly check?: CommandCheck;
  /** The only folder that plan files may be in; default: the run folder. */
  readonly planFolder?: string;
}): EngineProcess {
  const { binary, env, runFolder, cacheRoot, limits, log, check = checkCommand } = settings;
  const planFolder = settings.planFolder ?? runFolder.path;
  return {
    run: async (args, call) => {
      check(args, { cwd: call.cwd, runFolder: planFolder, cacheRoot });
      if (!mayAttach(args, call.extraEnv)) {
        throw new RefusedCommand(args, 'attached providers are for commands that read');
      }
      let noted: Promise<void> = Promise.resolve();
      const result = await runProcess({
        file: binary,
        args,
        cwd: call.cwd,
        env: { ...env, ...call.extraEnv },
        signal: limits.signal,
        timeoutMs: Math.max(0, limits.deadline - performance.now()),
        onStart: (pid) => {
          noted = runFolder.noteGroup(pid);
          // Waited for below; a full disk must not end all of Kedge before.
          noted.catch(() => undefined);
        },
        ...(call.onLine === undefined ? {} : { onLine: call.onLine }),
        ...graceFor(args, limits),
      });
      await noted;
      log(
        `${binary} ${args[0] ?? ''} in ${call.cwd}: exit ${result.exitCode ?? result.signal ?? result.startError ?? 'none'}, ${Math.round(result.durationMs)} ms`,
      );
      return result;
    },
  };
}
