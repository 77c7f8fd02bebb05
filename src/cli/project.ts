import { basename, relative, resolve } from 'node:path';
import { compose, type Kedge } from '#compose';
import { findActor } from '#platform/actor.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig, type LoadedConfig } from '#platform/config.ts';
import { dataFolder } from '#platform/data-folder.ts';
import { inboxFolders, takeScans } from '#platform/scan-inbox.ts';
import type { FlapSettings } from '#domain/drift/life/flapping.ts';
import type { Memory } from '#ports/memory.ts';
import { recordEnded, type Filed, type RecordDependencies } from '#workflows/record-decision.ts';
import { rememberScan } from '#workflows/remember-scan.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';

/** What a command about remembered drift works with. */
export interface Project {
  readonly loaded: LoadedConfig;
  readonly kedge: Kedge;
  readonly memory: Memory;
  readonly flapping: FlapSettings;
  readonly now: Date;
  /** What writing decisions into the repository takes. */
  readonly records: () => RecordDependencies;
  /** Writes the records of decisions that have ended and have none, or an older one. */
  readonly recordEnded: () => Promise<Filed>;
  /** Who acts here: `Name <email>`; or the sentence that says that nobody is known. */
  readonly actor: () => Promise<{ readonly actor: string } | { readonly problem: string }>;
}

export interface ProjectRequest {
  readonly dir: string | undefined;
  /** For whoever finds memory in use: `kedge fix`. */
  readonly command: string;
  readonly verbose?: boolean;
}

/**
 * Opens the project of a folder with its memory, takes in what scans have left for it, and closes it afterwards. What
 * stands against it is printed, and the exit code says so.
 */
export async function withProject(
  context: KedgeContext,
  request: ProjectRequest,
  use: (project: Project) => Promise<void>,
): Promise<void> {
  const opened = await openProject(context, request);
  if ('problem' in opened) {
    context.process.stderr.write(`${opened.problem}\n`);
    context.process.exitCode = EXIT.error;
    return;
  }
  try {
    await takeInbox(context, opened.project);
    await use(opened.project);
  } finally {
    await opened.project.memory.close();
  }
}

/** Only takes in what scans have left; a sentence when that cannot be. */
export async function takeInboxOf(context: KedgeContext, request: ProjectRequest): Promise<string | null> {
  const opened = await openProject(context, request);
  if ('problem' in opened) return opened.problem;
  try {
    await takeInbox(context, opened.project);
    return null;
  } finally {
    await opened.project.memory.close();
  }
}

async function openProject(
  context: KedgeContext,
  { dir, command, verbose = false }: ProjectRequest,
): Promise<{ readonly project: Project } | { readonly problem: string }> {
  const loaded = await loadConfig(resolve(context.cwd, dir ?? '.'));
  if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
  const log = verbose ? (line: string) => context.process.stderr.write(`kedge: ${line}\n`) : () => {};
  const composed = await compose({
    env: context.env,
    log,
    ...(context.clock === undefined ? {} : { clock: context.clock }),
  });
  if ('refused' in composed) return { problem: composed.refused };
  const { kedge } = composed;
  const { root } = loaded;
  const data = await dataFolder(context.env, context.cwd, loaded.root);
  if (!data.exists && (context.env['DATABASE_URL'] ?? '') === '') {
    // It takes seconds, and silence would look like a hang.
    context.process.stderr.write(`Making Kedge's memory in ${data.path} (the first time only) ...\n`);
  }
  const opened = await kedge.openMemory({
    folder: data.path,
    project: await projectName(loaded, kedge),
    command,
  });
  if ('refused' in opened) return { problem: opened.refused };
  const { memory } = opened;
  const now = kedge.clock.now();
  const records: RecordDependencies = {
    memory,
    clock: kedge.clock,
    book: await kedge.book({ root, folder: loaded.config.decisions.folder }),
    stackFolder: async (stack) => {
      const found = await memory.findStack(stack);
      return found === null ? null : resolve(root, found.path);
    },
  };
  return {
    project: {
      loaded,
      kedge,
      memory,
      flapping: {
        flapWindowMs: loaded.config.flapping.windowMs,
        flapToggles: loaded.config.flapping.toggles,
      },
      now,
      records: () => records,
      recordEnded: () => recordEnded(new Date(now.getTime() - RECORD_REACH_MS).toISOString(), records),
      actor: async () => findActor(context.env, await kedge.repository.author(loaded.root)),
    },
  };
}

/** How far back decisions are looked at for a record that was not written. */
const RECORD_REACH_MS = 400 * 24 * 60 * 60 * 1000;

/** The same on every machine that has the repository, because one database serves many projects. */
async function projectName({ config, root }: LoadedConfig, kedge: Kedge): Promise<string> {
  if (config.project !== null) return config.project;
  const place = await kedge.repository.find(root);
  if (place?.origin == null) return basename(root);
  const below = relative(place.top, place.folder);
  return below === '' ? place.origin : `${place.origin}/${below}`;
}

/** In order of time, so that memory hears of everything in the order in which it happened. */
async function takeInbox(
  context: KedgeContext,
  { loaded, kedge, memory, flapping, recordEnded: writeRecords }: Project,
): Promise<void> {
  const data = await dataFolder(context.env, context.cwd, loaded.root);
  for (const inbox of inboxFolders(data, kedge.cache, loaded.root)) {
    const { warnings } = await takeScans(inbox, async (scan) => {
      await rememberScan(scan, memory, flapping);
    });
    for (const warning of warnings) context.process.stderr.write(`${warning}\n`);
  }
  const { files, problems } = await writeRecords();
  for (const file of files) context.process.stderr.write(`written: ${file}\n`);
  for (const problem of problems) context.process.stderr.write(`${problem}\n`);
}
