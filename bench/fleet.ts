import { cp, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLightProvider, type LightProvider } from '#test/light-provider/light-provider.ts';
import { lightWorkspace, type LightWorkspace } from '#test/light-provider/workspace.ts';
import { textIn } from '#test/light-provider/wire-value.ts';
import { interleave } from './measure/interleave.ts';
import { kedgeCli } from './measure/kedge-cli.ts';
import { measuredProcess, type Cost } from './measure/measured-process.ts';
import type { BenchResult } from './measure/result.ts';
import { lightCode } from './stacks/light-code.ts';

const STACKS = 200;
/** Every tenth stack has one changed alarm. */
const DRIFTED_EVERY = 10;
const RESOURCES = 5;
const AT_ONCE = 2;

/** One line of a script that scans everything: a plan per folder, and its JSON to look into. */
const BARE = `ls -d "$1"/*/ | xargs -P${AT_ONCE} -I{} sh -c 'cd "$1" || exit 255
terraform plan -input=false -lock=false -out=bench.tfplan >plan.log && terraform show -json bench.tfplan >plan.json' bare {}`;

export async function bench(runs: number, tell: (line: string) => void): Promise<BenchResult> {
  const provider = await startLightProvider();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-bench-fleet-')));
  try {
    tell(`${STACKS} stacks`);
    const env = await writeFleet(provider, root);
    const cli = await kedgeCli(env);
    const kedge = async (): Promise<Cost> => {
      const cost = await measuredProcess({
        argv: cli.argv('scan', root, '--quiet'),
        cwd: root,
        env: cli.env,
        expected: [2],
      });
      checkReport(cost.stdout);
      return cost;
    };
    const bare = (): Promise<Cost> =>
      measuredProcess({ argv: ['sh', '-c', BARE, 'bare', root], cwd: root, env, expected: [0] });
    try {
      tell(`first scan, with ${STACKS} inits`);
      const first = await kedge();
      tell(`first scan: ${(first.wall_ms / 1000).toFixed(1)} s`);
      const { ours, rival } = await interleave(runs, kedge, bare);
      await checkPlans(root);
      const throughput = (cost: Cost): number => STACKS / (cost.wall_ms / 1000);
      return {
        title: `${STACKS} stacks in one run`,
        rival: `\`xargs -P${AT_ONCE}\` over \`terraform plan -out\` and \`terraform show -json\` in each folder`,
        notes: [
          `${RESOURCES} resources of the light provider in each stack; ${STACKS / DRIFTED_EVERY} stacks have drifted. The rival works on ${AT_ONCE} stacks at a time, Kedge on as many as it chooses by itself (one more than the cores). Both are initialised before. The rival asks for the JSON of every plan, as a script does that must not miss drift; Kedge asks where the stream says that something differs.`,
          'The light provider answers both from outside, on the same cores.',
        ],
        rows: [
          {
            what: 'throughput',
            unit: 'stacks/s',
            ours: ours.map(throughput),
            rival: rival.map(throughput),
            aim: { kind: 'ratio at least', limit: 1.3 },
          },
          {
            what: 'CPU',
            unit: 'ms',
            ours: ours.map((cost) => cost.cpu_ms),
            rival: rival.map((cost) => cost.cpu_ms),
            aim: null,
          },
        ],
        skipped: [],
      };
    } finally {
      await cli.dispose();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
    await provider.stop();
  }
}

/** Two stacks are applied, one of them is changed in reality, and the others are copies of these. */
async function writeFleet(provider: LightProvider, root: string): Promise<Readonly<Record<string, string>>> {
  const calm = await applied(provider, 0);
  const known = new Set(provider.cloud.list('aws_cloudwatch_metric_alarm').map((alarm) => alarm['id']));
  const changed = await applied(provider, RESOURCES);
  const alarm = provider.cloud.list('aws_cloudwatch_metric_alarm').find(({ id }) => !known.has(id ?? null));
  provider.cloud.change('aws_cloudwatch_metric_alarm', textIn(alarm ?? {}, 'id'), { threshold: 50 });
  for (let n = 0; n < STACKS; n += 1) {
    const model = n % DRIFTED_EVERY === 0 ? changed : calm;
    await cp(model.folder, join(root, `stack-${String(n).padStart(3, '0')}`), { recursive: true });
  }
  await calm.dispose();
  await changed.dispose();
  return calm.env;
}

async function applied(provider: LightProvider, firstNumber: number): Promise<LightWorkspace> {
  const workspace = await lightWorkspace(provider, lightCode(RESOURCES, firstNumber));
  await workspace.apply();
  await workspace.refresh();
  return workspace;
}

/** Every stack was read, and those that drifted were found. */
function checkReport(report: string): void {
  const drifted = STACKS / DRIFTED_EVERY;
  const expected = `${drifted} stacks drifted, ${STACKS - drifted} in sync · ${drifted} differences`;
  if (
    report.includes(expected) &&
    report.includes(`${(STACKS * RESOURCES).toLocaleString('en')} resources read`)
  )
    return;
  throw new Error(`The scan did not say "${expected}" but:\n${report}`);
}

/** The rival must have made every plan, or it was fast for the wrong reason. */
async function checkPlans(root: string): Promise<void> {
  for (let n = 0; n < STACKS; n += 1) {
    const file = join(root, `stack-${String(n).padStart(3, '0')}`, 'plan.json');
    if ((await stat(file)).size === 0) throw new Error(`${file} is empty.`);
  }
}
