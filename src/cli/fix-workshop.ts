import { hostname } from 'node:os';
import { identify, isAlive } from '#platform/process-identity.ts';
import type { FixHolder, FixRun } from '#domain/remedy/fix-run.ts';
import { adoptDrift } from '#workflows/adopt-drift.ts';
import type { FixRequest, FixResult } from '#workflows/fix-request.ts';
import { resumeFix, type ResumeDependencies } from '#workflows/resume-fix.ts';
import { revertDrift } from '#workflows/revert-drift.ts';
import type { FixFlags } from './commands/fix.ts';
import type { KedgeContext } from './context.ts';
import { createFixProgress } from './fix-progress.ts';
import { confirmPlan } from './fix-wish.ts';
import { previewText } from './preview-text.ts';
import type { Project } from './project.ts';

/** What is to be done on one stack, all of one kind. */
export interface FixJob extends FixRequest {
  readonly kind: 'revert' | 'adopt';
}

/** Carries decisions out, and shows on the way what it does. */
export interface Workshop {
  fix(job: FixJob): Promise<FixResult>;
  resume(request: FixRequest, run: FixRun): Promise<FixResult>;
}

export async function openWorkshop(
  context: KedgeContext,
  project: Project,
  flags: FixFlags,
): Promise<Workshop> {
  const deps = await dependencies(project);
  const variablesInEnvironment = Object.keys(context.env)
    .filter((name) => name.startsWith('TF_VAR_'))
    .map((name) => name.slice('TF_VAR_'.length));
  const adoption = {
    patchOnly: flags.patch || flags.dryRun,
    pushTo: flags.push ?? null,
    variablesInEnvironment,
  };
  return {
    fix: (job) =>
      withProgress(context, flags, job.target.id, (progress) =>
        job.kind === 'adopt'
          ? adoptDrift(job, adoption, deps, progress, context.signal)
          : revertDrift(
              job,
              (preview) => {
                progress.pause();
                return confirmPlan(context, flags, (look) => previewText(preview, look));
              },
              deps,
              progress,
              context.signal,
            ),
      ),
    resume: async (request, run) => {
      const place = await project.kedge.repository.find(request.target.stack.folder);
      return withProgress(context, flags, run.stack, (progress) =>
        resumeFix(request, run, { top: place?.top ?? null }, deps, progress, context.signal),
      );
    },
  };
}

async function dependencies({ kedge, memory, flapping }: Project): Promise<ResumeDependencies> {
  const { remedy, editor } = await kedge.remedy();
  return {
    ...kedge,
    memory,
    remedy,
    editor,
    flapping,
    holder: await ownHolder(),
    lives: async ({ host, pid, startedAt }) =>
      host === hostname() ? isAlive({ pid, started: startedAt }) : 'elsewhere',
  };
}

async function ownHolder(): Promise<FixHolder> {
  const own = await identify(process.pid);
  return { host: hostname(), pid: process.pid, startedAt: own?.started ?? '' };
}

async function withProgress(
  context: KedgeContext,
  flags: FixFlags,
  stack: string,
  work: (progress: ReturnType<typeof createFixProgress>) => Promise<FixResult>,
): Promise<FixResult> {
  const progress = createFixProgress(context.process.stderr, stack, flags.quiet);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
