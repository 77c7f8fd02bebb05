import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { compose } from '#compose';
import { buildReport } from '#domain/drift/build-report.ts';
import type { Json } from '#domain/json.ts';
import { parseJson } from '#domain/lossless-json.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { policiesOf, policyFor } from '#platform/scan-policies.ts';
import { loadConfig } from '#platform/config.ts';
import { scanPlanText } from '#workflows/scan-stack.ts';
import type { KedgeContext } from './context.ts';
import type { ScanOutcome } from './run-scan.ts';

/** `kedge scan --plan-file`: no engine runs; what the plan does not say stays unknown. */
export async function runPlanFileScan(
  context: KedgeContext,
  planFile: string,
  stateFile: string | null,
  maxAgeMs: number,
): Promise<ScanOutcome> {
  const plan = await readText(context, planFile, 'plan');
  if ('problem' in plan) return plan;
  const state = stateFile === null ? null : await readJson(context, stateFile);
  if (state !== null && 'problem' in state) return state;
  const loaded = await loadConfig(context.cwd);
  if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
  const composed = await compose({ env: context.env, log: () => {} });
  if ('refused' in composed) return { problem: composed.refused };
  const { kedge } = composed;
  const policy = await policyFor(context.cwd, loaded, await policiesOf(loaded));
  const report = await scanPlanText(
    { id: planId(context, planFile), path: dirname(planFile), policy },
    plan.text,
    kedge,
    {
      maxAgeMs,
      ...(state === null ? {} : { state: state.json }),
    },
  );
  const scannedAt = kedge.clock.now().toISOString();
  return {
    report: buildReport([report], { toolVersion: context.version, scannedAt }),
    root: loaded.root,
    found: { stacks: [], passedOver: [] },
    kedge,
  };
}

/** `plan.json` names nothing: the folder it lies in is the better name of the stack. */
function planId(context: KedgeContext, planFile: string): string {
  const name = basename(planFile).replace(/\.json$/, '');
  return /^(tf|tofu)?-?plan$/.test(name) ? basename(dirname(resolve(context.cwd, planFile))) : name;
}

async function readJson(
  context: KedgeContext,
  file: string,
): Promise<{ readonly json: Json } | { readonly problem: string }> {
  const read = await readText(context, file, 'state');
  if ('problem' in read) return read;
  try {
    return { json: parseJson(read.text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is not JSON';
    return { problem: `Cannot read the state ${file}: ${why}. Make it with \`terraform show -json\`.` };
  }
}

async function readText(
  context: KedgeContext,
  file: string,
  what: string,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    return { text: await readFile(resolve(context.cwd, file), 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      problem: `Cannot read the ${what} ${file}: ${why}. Give the output of \`terraform show -json\`.`,
    };
  }
}
