import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startMotoCloud, type MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import type { Report } from '#domain/drift/report.ts';
import type { FoundParts, RealPart } from './real-parts.ts';

/** What the tests with the real provider need. */
export const MOTO_STACK_PARTS: readonly RealPart[] = ['terraform', 'aws-provider', 'moto', 'aws-cli'];

/** A stack on the disk, an AWS in memory of its own, and the three who work on them: Terraform, a person, Kedge. */
export interface MotoStack {
  /** The stack's folder; the test writes the code into it. */
  readonly folder: string;
  readonly cloud: MotoCloud;
  /** The environment of a user's shell. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs Terraform as the stack's owner does. */
  terraform(...args: readonly string[]): Promise<string>;
  /** Initialises without a network and applies. */
  apply(): Promise<void>;
  /** Runs the aws CLI: what a person changes in the console. */
  aws(...args: readonly string[]): Promise<string>;
  /** The state as the last apply left it. */
  state(): Promise<AppliedState>;
  scan(options?: ScanOptions): Promise<ScanRun>;
  close(): Promise<void>;
}

export interface ScanOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface ScanRun {
  readonly exitCode: number | null;
  readonly report: Report;
  readonly stdout: string;
  readonly stderr: string;
  /** Processes that worked for the scan while it ran, and those that were still there when it had ended. */
  readonly processes: { readonly during: readonly string[]; readonly after: readonly string[] };
}

export interface AppliedState {
  /** An attribute of a resource, such as `aws_vpc.main` or `aws_subnet.apps["a"]`; `id` when none is named. */
  (address: string, attribute?: string): string;
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const REGION = 'eu-west-1';
const run = promisify(execFile);

export async function openMotoStack(parts: FoundParts): Promise<MotoStack> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-real-')));
  const folder = join(root, 'stack');
  await mkdir(folder);
  const started = await startMotoCloud({
    program: partAt(parts, 'moto'),
    folder: root,
    env: process.env,
    signal: new AbortController().signal,
  });
  if ('problem' in started) {
    await rm(root, { recursive: true, force: true });
    throw new Error(started.problem);
  }
  const { cloud } = started;
  const mirror = partAt(parts, 'aws-provider');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    CHECKPOINT_DISABLE: '1',
    KEDGE_CACHE_DIR: join(root, 'cache'),
    KEDGE_PROVIDER_MIRROR: mirror,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: REGION,
    AWS_PAGER: '',
  };
  const terraform = (...args: readonly string[]): Promise<string> =>
    finished(partAt(parts, 'terraform'), args, folder, env);
  return {
    folder,
    cloud,
    env,
    terraform,
    apply: async () => {
      await terraform('init', '-input=false', '-no-color', `-plugin-dir=${mirror}`);
      // Some services keep their creator waiting, so everything at once.
      await terraform('apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=40');
    },
    aws: (...args) =>
      finished(partAt(parts, 'aws-cli'), ['--endpoint-url', cloud.endpoint, ...args], root, env),
    state: async () => stateReader(await readFile(join(folder, 'terraform.tfstate'), 'utf8')),
    scan: (options) => scan({ root, folder }, env, options ?? {}),
    close: async () => {
      await cloud.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function partAt(parts: FoundParts, name: RealPart): string {
  const place = parts[name];
  if (place === null) throw new Error(`${name} is not on this machine; the suite should have been skipped.`);
  return place;
}

async function finished(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await run(program, [...args], { cwd, env: { ...env }, maxBuffer: 2 ** 26 });
  return stdout;
}

function stateReader(text: string): AppliedState {
  interface Instance {
    readonly index_key?: string | number;
    readonly attributes: Readonly<Record<string, unknown>>;
  }
  interface Resource {
    readonly module?: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly Instance[];
  }
  const { resources } = JSON.parse(text) as { readonly resources: readonly Resource[] };
  const found = new Map<string, Instance['attributes']>();
  for (const { module, type, name, instances } of resources) {
    for (const { index_key: key, attributes } of instances) {
      const suffix = key === undefined ? '' : `[${JSON.stringify(key)}]`;
      found.set(`${module === undefined ? '' : `${module}.`}${type}.${name}${suffix}`, attributes);
    }
  }
  return (address, attribute = 'id') => {
    const value = found.get(address)?.[attribute];
    if (typeof value !== 'string') throw new Error(`The state has no text at ${address} ${attribute}.`);
    return value;
  };
}

async function scan(
  { root, folder }: { readonly root: string; readonly folder: string },
  env: Readonly<Record<string, string>>,
  options: ScanOptions,
): Promise<ScanRun> {
  const whole = { ...env, ...options.env };
  const child = spawn(process.execPath, [MAIN, 'scan', '--json', ...(options.args ?? [])], {
    cwd: folder,
    env: whole,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const exit = new Promise<{ readonly code: number | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code }));
  });
  const during = new Set<string>();
  let ended: Awaited<typeof exit> | null = null;
  do {
    ended = await Promise.race([exit, sleep(500, null)]);
    for (const line of await processesOf(root)) during.add(line);
  } while (ended === null);
  const { code } = ended;
  const text = Buffer.concat(stdout).toString();
  const said = Buffer.concat(stderr).toString();
  if (!text.startsWith('{')) throw new Error(`kedge scan ended with ${code} and no report: ${said}`);
  return {
    exitCode: code,
    report: JSON.parse(text) as Report,
    stdout: text,
    stderr: said,
    processes: { during: [...during], after: await processesOf(root) },
  };
}

/** `PID PROGRAM` of every process that names the folder in its arguments or its environment: HOME lies there. */
async function processesOf(root: string): Promise<readonly string[]> {
  // The BSD form, which Linux and macOS share: all processes, with their environment, unabridged.
  const { stdout } = await run('ps', ['axeww', '-o', 'pid=,command='], { maxBuffer: 2 ** 26 });
  return stdout
    .split('\n')
    .filter((line) => line.includes(root))
    .map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '));
}
