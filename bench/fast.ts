import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack } from '#test/moto-stack.ts';
import { realParts, skipReason } from '#test/real-parts.ts';
import { interleave } from './measure/interleave.ts';
import { kedgeCli } from './measure/kedge-cli.ts';
import { measuredProcess, type Command, type Cost } from './measure/measured-process.ts';
import { peakMemory } from './measure/peak-memory.ts';
import type { Aim, BenchResult, Row } from './measure/result.ts';
import { countedCode } from './stacks/counted-code.ts';

interface Case {
  readonly resources: number;
  readonly endpoints: boolean;
  /** The aim for the ratio of CPU time. */
  readonly cpu: number | null;
}

const CASES: readonly Case[] = [
  { resources: 4, endpoints: false, cpu: null },
  { resources: 4, endpoints: true, cpu: 1 / 15 },
  { resources: 100, endpoints: false, cpu: null },
  { resources: 300, endpoints: false, cpu: null },
  { resources: 300, endpoints: true, cpu: 1 / 3.5 },
];
const STACKS = 50;
const AT_ONCE = 2;
const PLAN = `terraform plan -input=false -lock=false -out="$PWD/bench.tfplan" >plan.log && terraform show -json bench.tfplan >plan.json`;
const FLEET = `ls -d "$1"/*/ | xargs -P${AT_ONCE} -I{} sh -c 'cd "$1" && ${PLAN}' bare {}`;

/** Fast scans over bare plan and show, with the real AWS provider on an emulator. */
export async function bench(runs: number, tell: (line: string) => void): Promise<BenchResult> {
  const parts = await realParts();
  const missing = skipReason(parts, MOTO_STACK_PARTS);
  const rows: Row[] = [];
  if (missing === null) {
    const stack = await openMotoStack(parts);
    try {
      for (const each of CASES) {
        tell(`${caseName(each)}: apply`);
        await applyDrifted(stack, each);
        rows.push(...(await compareOne(stack, each, runs, tell)));
        if (each.resources === 4 && each.endpoints) rows.push(...(await compareFleet(stack, tell)));
      }
    } finally {
      await stack.close();
    }
  }
  return {
    title: 'Fast scans over bare plan and show',
    rival: '`terraform plan -out` and `terraform show -json`',
    notes: [
      'Kedge is the whole command, from its start to its exit. One resource has drifted, so that both read the plan back. Both are initialised before, and what the first fast scan pays (learning the provider, the audit, the pack of Kedge itself) is not in it.',
      'With an `endpoints` block, as emulators need it, the provider checks all of its own schema twice in every plan; without one the bare plan takes half the time.',
      `CPU is user and system time of the command and all processes below it, providers included; the emulator is not in it. Memory is the highest sum of what all processes hold for themselves. ${STACKS} stacks are ${STACKS} folders with 4 resources each, ${AT_ONCE} at a time, measured once.`,
    ],
    rows,
    skipped: missing === null ? [] : [`everything: ${missing}`],
  };
}

const caseName = ({ resources, endpoints }: Case): string =>
  `${resources} resources${endpoints ? ', provider with endpoints' : ''}`;

async function applyDrifted(stack: MotoStack, { resources, endpoints }: Case): Promise<void> {
  await writeFile(
    join(stack.folder, 'main.tf'),
    countedCode(resources, endpoints ? stack.cloud.endpoint : null),
  );
  await stack.apply();
  await stack.terraform('apply', '-refresh-only', '-auto-approve', '-input=false');
  await stack.aws(
    'ssm',
    'put-parameter',
    '--name',
    'bench-0',
    '--value',
    'by hand',
    '--type',
    'String',
    '--overwrite',
  );
}

async function compareOne(
  stack: MotoStack,
  each: Case,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly Row[]> {
  const cli = await kedgeCli(stack.env);
  const kedge: Command = {
    argv: cli.argv('scan', stack.folder, '--quiet'),
    cwd: stack.folder,
    env: cli.env,
    expected: [2],
  };
  const bare: Command = { argv: ['sh', '-c', PLAN], cwd: stack.folder, env: stack.env, expected: [0] };
  try {
    const first = await measuredProcess(kedge);
    tell(`${caseName(each)}: the first scan took ${(first.wall_ms / 1000).toFixed(1)} s`);
    await measuredProcess(kedge);
    const costs = await interleave(
      runs,
      () => measuredProcess(kedge),
      () => measuredProcess(bare),
    );
    const memory = { ours: [await peakMemory(kedge)], rival: [await peakMemory(bare)] };
    const row = (what: string, of: (cost: Cost) => number, aim: Aim | null): Row => ({
      what: `${caseName(each)}: ${what}`,
      unit: 'ms',
      ours: costs.ours.map(of),
      rival: costs.rival.map(of),
      aim,
    });
    return [
      row('wall', (cost) => cost.wall_ms, null),
      row(
        'CPU',
        (cost) => cost.cpu_ms,
        each.cpu === null ? null : { kind: 'ratio at most', limit: each.cpu },
      ),
      {
        what: `${caseName(each)}: memory`,
        unit: 'MB',
        ...memory,
        aim: { kind: 'ratio at most', limit: 1 },
      },
    ];
  } finally {
    await cli.dispose();
  }
}

async function compareFleet(stack: MotoStack, tell: (line: string) => void): Promise<readonly Row[]> {
  const root = join(stack.folder, '..', 'fleet');
  await mkdir(root);
  for (let n = 0; n < STACKS; n += 1) {
    await cp(stack.folder, join(root, `stack-${String(n).padStart(2, '0')}`), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  const cli = await kedgeCli(stack.env);
  const kedge: Command = {
    argv: cli.argv('scan', root, '--quiet', '--concurrency', String(AT_ONCE)),
    cwd: root,
    env: cli.env,
    expected: [2],
  };
  try {
    const first = await measuredProcess(kedge);
    tell(`${STACKS} stacks: the first scan took ${(first.wall_ms / 1000).toFixed(1)} s`);
    const ours = await measuredProcess(kedge);
    const rival = await measuredProcess({
      argv: ['sh', '-c', FLEET, 'bare', root],
      cwd: root,
      env: stack.env,
      expected: [0],
    });
    const throughput = ({ wall_ms: wall }: Cost): number => STACKS / (wall / 1000);
    return [
      {
        what: `${STACKS} stacks: throughput`,
        unit: 'stacks/s',
        ours: [throughput(ours)],
        rival: [throughput(rival)],
        aim: { kind: 'ratio at least', limit: 10 },
      },
      { what: `${STACKS} stacks: CPU`, unit: 'ms', ours: [ours.cpu_ms], rival: [rival.cpu_ms], aim: null },
    ];
  } finally {
    await cli.dispose();
  }
}
