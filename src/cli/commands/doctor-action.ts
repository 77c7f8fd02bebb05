import { compose } from '#compose';
import { cacheLocation } from '#platform/private-cache.ts';
import type { KedgeContext } from '../context.ts';
import { checkMachine, type Check, type CheckResult } from '../machine-checks.ts';
import { EXIT } from '../exit-code.ts';
import { ink, type Ink } from '../report/ansi.ts';
import type { DoctorFlags } from './doctor.ts';

export async function doctorAction(context: KedgeContext, flags: DoctorFlags): Promise<void> {
  const composed = await compose({ env: context.env, log: () => {} });
  const checks = await checkMachine({
    env: context.env,
    cwd: context.cwd,
    cacheFolder: cacheLocation(context.env),
    kedge: 'kedge' in composed ? composed.kedge : null,
    cacheRefused: 'refused' in composed ? composed.refused : null,
  });
  const failed = checks.some((check) => check.result === 'failed');
  if (flags.json) context.process.stdout.write(`${JSON.stringify({ ok: !failed, checks }, null, 2)}\n`);
  else {
    const color = context.process.stdout.isTTY === true && (context.env['NO_COLOR'] ?? '') === '';
    context.process.stdout.write(doctorText(checks, ink(color), failed));
  }
  if (failed) context.process.exitCode = EXIT.error;
}

function doctorText(checks: readonly Check[], paint: Ink, failed: boolean): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const signs: Readonly<Record<CheckResult, string>> = {
    ok: paint.green('ok  '),
    note: paint.yellow('note'),
    failed: paint.red('FAIL'),
  };
  const lines = checks.flatMap((check) => [
    `${signs[check.result]}  ${check.name.padEnd(width)}  ${check.seen}`,
    ...(check.next === null ? [] : [`      ${' '.repeat(width)}  ${paint.dim('->')} ${check.next}`]),
  ]);
  const end = failed ? 'Something stands in the way of a scan: see FAIL above.' : 'Ready. Next: kedge scan';
  return [...lines, '', end, ''].join('\n');
}
