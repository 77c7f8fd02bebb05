import { randomBytes } from 'node:crypto';
import { cpus, freemem } from 'node:os';
import { resolve } from 'node:path';
import { createFastCheck } from '#adapters/engines/terraform/fast/fast-check.ts';
import { sweepApplies } from '#adapters/engines/terraform/remedy/sweep-applies.ts';
import { createTerraformEngine } from '#adapters/engines/terraform/terraform-engine.ts';
import { lazyRepository } from '#adapters/git/lazy-repository.ts';
import { createCodeReader } from '#adapters/hcl/code-reader.ts';
import type { LoadedConfig } from '#platform/config.ts';
import type { CodeTools } from '#workflows/change/code-tools.ts';
import type { ChangeDependencies } from '#workflows/change/change-dependencies.ts';
import { createRedactor, type Redactor } from '#domain/secret/redact.ts';
import { digestKey, keyProof } from '#platform/digest-key.ts';
import { exceptServerSecrets, serverEnvironment } from '#platform/environment.ts';
import { openPrivateCache, type PrivateCache } from '#platform/private-cache.ts';
import type { Clock } from '#ports/clock.ts';
import type { CodeEditor } from '#ports/code-editor.ts';
import type { CodeReader } from '#ports/code-reader.ts';
import type { DecisionBook } from '#ports/decision-book.ts';
import type { Engine } from '#ports/engine.ts';
import type { FastCheck } from '#ports/fast-check.ts';
import type { ImportDrafter } from '#ports/import-drafter.ts';
import type { ImportPlacer } from '#ports/import-placer.ts';
import type { Memory } from '#ports/memory.ts';
import type { RemedyEngine } from '#ports/remedy-engine.ts';
import type { Repository } from '#ports/repository.ts';

/** Everything a command needs of the world, wired once. */
export interface Kedge {
  readonly engine: Engine;
  readonly fast: FastCheck;
  readonly code: CodeReader;
  readonly redactor: Redactor;
  /** Of the key that makes the redactor's digests. */
  readonly keyProof: string;
  readonly clock: Clock;
  readonly cache: PrivateCache;
  readonly repository: Repository;
  /** Loaded when something is to be changed: a scan needs none of it. */
  readonly remedy: () => Promise<RemedyTools>;
  /** Loaded when something unmanaged is to be brought into code. */
  readonly imports: () => Promise<ImportTools>;
  /** Where decisions are written into the repository. Both absolute. */
  readonly book: (place: { readonly root: string; readonly folder: string }) => Promise<DecisionBook>;
  /** Loaded when a change is at work. `guard` is for a server, whose workers may be killed and taken over. */
  readonly changes: (of: LoadedConfig, guard?: ChangeGuard) => Promise<ChangeTools>;
  /** Short and unique: 40 random bits. */
  readonly newId: () => string;
  /** Opens what Kedge remembers of a project. Loaded when it is asked for: a database takes its time. */
  readonly openMemory: (
    of: MemoryPlace,
  ) => Promise<{ readonly memory: Memory } | { readonly refused: string }>;
}

export interface RemedyTools {
  readonly remedy: RemedyEngine;
  readonly editor: CodeEditor;
}

export interface ImportTools {
  readonly drafter: ImportDrafter;
  readonly placer: ImportPlacer;
}

/** What changes need of the world beside memory and their people. */
export type ChangeTools = Pick<ChangeDependencies, 'runner' | 'metrics' | 'records' | 'freezes' | 'code'>;

export interface ChangeGuard {
  /** The stacks that the change concerns: their `env` names what its programs are given besides the fixed base. */
  readonly stacks: readonly string[];
  /** Whether this process still has the change, asked just before a program begins. */
  readonly mayBegin: () => Promise<boolean>;
  /** The time that changes tell. */
  readonly now: () => Date;
}

export interface MemoryPlace {
  /** Where the embedded database lies unless DATABASE_URL names another. Absolute. */
  readonly folder: string;
  readonly project: string;
  /** For whoever finds it in use, such as `kedge fix`. */
  readonly command: string;
}

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On a server: of the environment a stack gets a fixed base and what its own `env` names. */
  readonly namedOnly?: boolean;
  /** One line per thing done, for --verbose. */
  readonly log: (line: string) => void;
  /** Not given: the world's. */
  readonly clock?: Clock;
}

/** Opens the private cache, clears what a killed run left in it, and wires the adapters. */
export async function compose(
  world: World,
): Promise<{ readonly kedge: Kedge } | { readonly refused: string }> {
  const opened = await openPrivateCache(world.env);
  if ('refused' in opened) return opened;
  const { cache } = opened;
  const key = await digestKey(world.env, cache);
  if ('refused' in key) return key;
  const clock: Clock = world.clock ?? { now: () => new Date() };
  await cache.sweep();
  await sweepApplies(cache, Date.now());
  const settings = { cache, env: world.env, log: world.log, namedOnly: world.namedOnly ?? false };
  const redactor = createRedactor(key.key);
  const repository = lazyRepository(settings);
  const engine = createTerraformEngine(settings);
  const code = createCodeReader();
  const remedyEngine = async (): Promise<RemedyEngine> =>
    (await import('#adapters/engines/terraform/remedy/remedy-engine.ts')).createRemedyEngine(settings);
  const tools = { env: world.env, engine, code, repository, remedy: remedyEngine };
  return {
    kedge: {
      engine,
      fast: createFastCheck(settings),
      code,
      redactor,
      keyProof: keyProof(key.key),
      clock,
      cache,
      repository,
      remedy: async () => {
        const [remedy, { createCodeEditor }] = await Promise.all([
          remedyEngine(),
          import('#adapters/hcl/edit/code-editor.ts'),
        ]);
        return { remedy, editor: createCodeEditor() };
      },
      imports: async () => {
        const [{ createImportDrafter }, { createImportPlacer }] = await Promise.all([
          import('#adapters/engines/terraform/generate/import-drafter.ts'),
          import('#adapters/hcl/import-place/import-placer.ts'),
        ]);
        return { drafter: createImportDrafter(settings), placer: createImportPlacer() };
      },
      book: async (place) => {
        const { createDecisionBook } = await import('#platform/decision-files.ts');
        return createDecisionBook({ ...place, now: () => clock.now() });
      },
      changes: async ({ root, config }, guard) => {
        const named = world.namedOnly ?? false;
        const [runStep, fileReader, freezeFile, recordBranch, reader, sources] = await Promise.all([
          import('#platform/run-step.ts'),
          import('#platform/metric-file-reader.ts'),
          import('#platform/freeze-file.ts'),
          import('#platform/change-record-branch.ts'),
          import('#workflows/change/metric-reader.ts'),
          import('#adapters/metrics/metric-sources.ts'),
        ]);
        return {
          runner: runStep.createStepRunner({
            folder: root,
            env: named ? serverEnvironment(world.env, namesFor(config, guard?.stacks ?? [])) : world.env,
            redactText: (text) => redactor.redactText(text),
            ...(guard === undefined ? {} : { guard: { cache, mayBegin: guard.mayBegin } }),
          }),
          metrics: reader.createMetricReader(
            fileReader.createMetricFileReader(root),
            sources.metricSources({
              settings: config.metricSources,
              env: named ? exceptServerSecrets(world.env) : world.env,
              now: guard?.now ?? (() => clock.now()),
            }),
          ),
          freezes: freezeFile.createFreezeBook(root),
          records: recordBranch.createChangeRecords(repository, root),
          code: codeTools(root, tools),
        };
      },
      newId: () => randomBytes(5).toString('hex'),
      openMemory: async (of) => {
        const { openMemory } = await import('#store/open-memory.ts');
        return openMemory({
          ...of,
          databaseUrl: databaseUrl(world.env),
          keyProof: keyProof(key.key),
          now: () => clock.now(),
        });
      },
    },
  };
}

/** The stacks of a project under the names that a scan gives them. */
const codeTools = (
  root: string,
  {
    env,
    code,
    ...tools
  }: Pick<CodeTools, 'engine' | 'repository' | 'remedy'> & Pick<World, 'env'> & { readonly code: CodeReader },
): CodeTools => ({
  ...tools,
  root,
  stacks: async () => {
    const [{ createProjectReader }, { findStacks }] = await Promise.all([
      import('#platform/project-reader.ts'),
      import('#workflows/find-stacks.ts'),
    ]);
    const mirror = env['KEDGE_PROVIDER_MIRROR'] ?? '';
    const project = await createProjectReader({
      fallbackEngine: async () =>
        'found' in (await tools.engine.find('terraform', null)) ? 'terraform' : 'tofu',
      providerMirror: mirror === '' ? null : resolve(mirror),
    }).read(root);
    if ('problem' in project) return project;
    const { exclude, listed, defaults } = project;
    const found = await findStacks({ paths: [root], root: project.root, exclude, listed, defaults }, code);
    return new Map(found.stacks.map(({ id, stack }) => [id, stack]));
  },
});

/** Names of variables that kedge.yaml gives to all runs and to those of these stacks. */
const namesFor = ({ defaults, stacks }: LoadedConfig['config'], concerned: readonly string[]): string[] => [
  ...defaults.env,
  ...stacks.filter(({ name, path }) => concerned.includes(name ?? path)).flatMap(({ env }) => env),
];

function databaseUrl(env: World['env']): string | null {
  const url = env['DATABASE_URL'] ?? '';
  return url === '' ? null : url;
}

/** A scan with a large provider: 0.62 GB for hashicorp/aws 5.100 and 0.63 GB for Terraform, measured. */
const SCAN_BYTES = 1.3 * 2 ** 30;

/**
 * One more than the cores, because each scan waits for the cloud in turn, and no more than free memory carries beside
 * those that are kept for something else.
 */
export function defaultConcurrency(kept = 0): number {
  return Math.max(1, Math.min(cpus().length + 1, Math.floor(freemem() / SCAN_BYTES) - kept));
}
