import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave } from './measure/interleave.ts';
import { kedgeCli } from './measure/kedge-cli.ts';
import { measuredProcess, type Cost } from './measure/measured-process.ts';
import type { BenchResult, Row } from './measure/result.ts';
import type { BenchStack } from './stacks/bench-stack.ts';
import { lightStack } from './stacks/light-stack.ts';
import { realStack } from './stacks/real-stack.ts';

const AIM = { kind: 'ratio at most', limit: 1.03 } as const;

/**
 * What a person writes in a shell: one plan, and its JSON when it says that something differs. The exit code stays
 * the plan's.
 */
const BARE = `terraform plan -input=false -lock=false -detailed-exitcode -out="$1"
code=$?
[ "$code" -ne 2 ] || terraform show -json "$1" >"$1.json" || exit 1
exit "$code"`;

interface Case {
  readonly name: string;
  readonly stack: BenchStack;
  /** Ways to scan that are measured, each against the same rival. */
  readonly ways: readonly Way[];
}

interface Way {
  readonly label: string;
  readonly flags: readonly string[];
}

const DEFAULT_WAY: Way = { label: '', flags: [] };
const BARE_WAY: Way = { label: ', --no-fast', flags: ['--no-fast'] };

export async function bench(runs: number, tell: (line: string) => void): Promise<BenchResult> {
  const rows: Row[] = [];
  for (const resources of [200, 1000]) {
    const stack = await lightStack(resources);
    const name = `light provider, ${resources} resources`;
    rows.push(...(await bothStates({ name, stack, ways: [DEFAULT_WAY] }, runs, tell)));
  }
  const real = await realStack();
  if ('stack' in real) {
    rows.push(...(await bothStates({ ...real, ways: [DEFAULT_WAY, BARE_WAY] }, runs, tell)));
  }
  return {
    title: 'A scan over a bare plan of the same stack',
    rival:
      '`terraform plan -detailed-exitcode -out`, and `terraform show -json` when it says that something differs',
    notes: [
      'Kedge is the whole command `./kedge scan FOLDER`, from its start to its exit; both are initialised before, and every scan must print the same report.',
      'CPU is user and system time of the command and of all processes below it, providers included. The light provider and the emulator of AWS serve both from outside and are not in it.',
      'A fast scan is audited by a bare plan at first, which happens before the measurement, and about once in 50 scans, which a median does not show. The light provider is attached from outside, so its scans are never fast ones.',
    ],
    rows,
    skipped: 'missing' in real ? [`the real provider: ${real.missing}`] : [],
  };
}

async function bothStates(
  { name, stack, ways }: Case,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const compareAll = async (state: string, exitCode: number): Promise<void> => {
    for (const way of ways) {
      tell(`${name}, ${state}${way.label}`);
      rows.push(...(await compare(`${name}, ${state}${way.label}`, stack, way.flags, exitCode, runs)));
    }
  };
  try {
    await compareAll('in sync', 0);
    const changes = await stack.drift();
    await compareAll(`drifted (${changes} changes)`, 2);
    return rows;
  } finally {
    await stack.stop();
  }
}

async function compare(
  name: string,
  stack: BenchStack,
  flags: readonly string[],
  exitCode: number,
  runs: number,
): Promise<readonly Row[]> {
  const cli = await kedgeCli(stack.env);
  const planFile = join(stack.folder, 'bench.tfplan');
  const common = { cwd: stack.folder, expected: [exitCode] };
  const scan = (): Promise<Cost> =>
    measuredProcess({ ...common, argv: cli.argv('scan', stack.folder, ...flags), env: cli.env });
  const bare = (): Promise<Cost> =>
    measuredProcess({ ...common, argv: ['sh', '-c', BARE, 'bare', planFile], env: stack.env });
  try {
    // The first scan initialises Kedge's own data folder and learns; the files of both are in the page cache after it.
    await scan();
    const { stdout: report } = await scan();
    await bare();
    const sameScan = async (): Promise<Cost> => {
      const cost = await scan();
      if (cost.stdout !== report) throw new Error(`Two scans of ${name} differ:\n${report}\n${cost.stdout}`);
      return cost;
    };
    const { ours, rival } = await interleave(runs, sameScan, bare);
    const row = (what: string, of: (cost: Cost) => number): Row => ({
      what: `${name}: ${what}`,
      unit: 'ms',
      ours: ours.map(of),
      rival: rival.map(of),
      aim: AIM,
    });
    return [row('wall', (cost) => cost.wall_ms), row('CPU', (cost) => cost.cpu_ms)];
  } finally {
    await cli.dispose();
    await rm(planFile, { force: true });
    await rm(`${planFile}.json`, { force: true });
  }
}
