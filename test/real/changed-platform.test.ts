import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderDigest } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { reportJsonSchema } from '#cli/report/report-schema.ts';
import type { DriftClass } from '#domain/drift/drift-class.ts';
import { isEmpty } from '#domain/drift/emptiness.ts';
import type { Difference, StackReport } from '#domain/drift/report.ts';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack, type ScanRun } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { zipWith } from '#test/zip-file.ts';
import {
  ECHOES,
  ECHOES_GONE,
  MEANINGLESS,
  MOVED,
  PLANTED,
  SECRETS,
  UNAPPLIED,
  type ExpectedDifference,
  type ExpectedNoise,
} from './planted-changes.ts';

const parts = await realParts();
const reason = skipReason(parts, MOTO_STACK_PARTS);
const PLATFORM = join(import.meta.dirname, 'platform');
/** What has a severity about which nobody would argue, severity first. */
const JUDGED = PLANTED.flatMap(({ found }) =>
  found.flatMap(([driftClass, address, path, severity]) =>
    severity === undefined ? [] : [[severity, driftClass, address, path] as const],
  ),
);
/** Sets: where an element stands depends on identifiers that the cloud gives. */
const IN_A_SET = /^(ingress|egress|inline_policy|route)\[\d+\]/;

describe.skipIf(reason !== null)(`a platform with the real provider${because(reason)}`, () => {
  let stack: MotoStack;
  let fresh: ScanRun;
  let changed: ScanRun;
  let digests: readonly string[];

  beforeAll(async () => {
    stack = await openMotoStack(parts);
    await cp(join(PLATFORM, 'applied'), stack.folder, { recursive: true });
    await writeFile(join(stack.folder, 'orders.zip'), zipWith('index.js', 'exports.handler = () => ({});\n'));
    await stack.apply();
    fresh = await stack.scan();
    await plant(stack);
    await cp(join(PLATFORM, 'edited'), stack.folder, { recursive: true });
    const before = await folderDigest(stack.folder);
    changed = await stack.scan();
    digests = [before, await folderDigest(stack.folder)];
  }, 300_000);

  afterAll(() => stack?.close());

  it('is in sync right after the apply, and everything the provider made of it is noise with a name', () => {
    expect(fresh.exitCode).toBe(0);
    expect(onlyStack(fresh)).toMatchObject({ status: 'in_sync', differences: [], moves: [], warnings: [] });
    expect(named(onlyStack(fresh))).toEqual(ECHOES.map(text).toSorted());
    expect(meaningfulNothings(onlyStack(fresh))).toEqual([]);
  });

  it('reports every planted change in its class at its path, the code ahead apart, and nothing else', () => {
    expect(changed.exitCode).toBe(2);
    expect(onlyStack(changed)).toMatchObject({ status: 'drifted', unknown: null, warnings: [] });
    const expected = [...PLANTED.flatMap(({ found }) => found), ...UNAPPLIED];
    expect(found(onlyStack(changed))).toEqual(expected.map(difference).toSorted());
  });

  it.each(JUDGED)('says %s to %s %s at %s', (severity, driftClass, address, path) => {
    expect(at(changed, address, path, driftClass).severity).toBe(severity);
  });

  it('names a rule for every difference that it takes out, and takes out no other', () => {
    const rest = ECHOES.map((echo) => text(afterTheMove(echo)));
    for (const gone of ECHOES_GONE) rest.splice(rest.indexOf(text(gone)), 1);
    const planted = [...PLANTED, ...MEANINGLESS].flatMap(({ noise }) => noise ?? []);
    expect(named(onlyStack(changed))).toEqual([...rest, ...planted.map(text)].toSorted());
    expect(meaningfulNothings(onlyStack(changed))).toEqual([]);
  });

  it('makes the totals add up', () => {
    for (const run of [fresh, changed]) {
      const { totals, differences, suppressed } = onlyStack(run);
      expect(totals.reported).toBe(differences.length);
      expect(totals.suppressed.reduce((sum, { count }) => sum + count, 0)).toBe(suppressed.length);
      expect(totals.found).toBe(differences.length + suppressed.length);
      expect(run.report.summary.totals).toEqual(totals);
    }
    const { drift, apart } = changed.report.summary;
    const counted = onlyStack(changed).differences.filter((one) => one.drift);
    expect({ drift, apart }).toEqual({
      drift: counted.length,
      apart: onlyStack(changed).differences.length - counted.length,
    });
    expect(new Set(counted.map((one) => one.class))).toEqual(
      new Set(['conflict', 'deleted', 'output_effect']),
    );
  });

  it('reads an opened port as one added rule', () => {
    expect(at(changed, 'aws_security_group.web', 'ingress[*]')).toMatchObject({
      change: 'added',
      memory: { kind: 'absent' },
      reality: { kind: 'value', value: { from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] } },
    });
  });

  it('shows what changed inside a JSON policy', () => {
    expect(at(changed, 'aws_iam_role_policy.orders', 'policy').document_changes).toContainEqual({
      path: 'Statement[0].Action',
      before: { kind: 'value', value: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'] },
      after: { kind: 'value', value: '*' },
    });
  });

  it('keeps the three sides apart where the code and reality changed the same resource', () => {
    expect(at(changed, 'aws_cloudwatch_metric_alarm.error_rate', 'threshold')).toMatchObject({
      memory: { kind: 'value', value: 2 },
      reality: { kind: 'value', value: 50 },
      intent: { kind: 'value', value: 2 },
    });
    expect(at(changed, 'aws_cloudwatch_metric_alarm.error_rate', 'evaluation_periods')).toMatchObject({
      reality: { kind: 'value', value: 3 },
      intent: { kind: 'value', value: 5 },
    });
  });

  it('never calls a move a difference, and follows what moved', () => {
    expect(onlyStack(changed).moves).toEqual(MOVED);
    expect(at(changed, 'aws_sns_topic.alerts', 'display_name').previous_address).toBe('aws_sns_topic.notify');
  });

  it('names the output that follows a change', () => {
    expect(at(changed, 'aws_ssm_parameter.release', 'insecure_value').notes).toContain(
      'output.release changes with it',
    );
  });

  it('shows file and line of every block that is still in the code', () => {
    const { differences } = onlyStack(changed);
    const withoutPlace = differences.filter((one) => one.code === null).map((one) => one.address);
    expect(new Set(withoutPlace)).toEqual(new Set(['aws_cloudwatch_log_group.legacy']));
    const inModule = at(changed, 'module.service["api"].aws_cloudwatch_log_group.this', 'retention_in_days');
    expect(inModule.code?.file).toBe('service/main.tf');
  });

  it('prints no secret', () => {
    expect(at(changed, 'aws_ssm_parameter.settings["currency"]', 'value').reality.kind).toBe('secret');
    const password = 'environment[0].variables["DB_PASSWORD"]';
    expect(at(changed, 'aws_lambda_function.orders', password).reality.kind).toBe('secret');
    for (const secret of Object.values(SECRETS)) {
      expect(changed.stdout).not.toContain(secret);
      expect(changed.stderr).not.toContain(secret);
    }
  });

  it('leaves the folder as it was, to the byte and the time of each file', () => {
    expect(digests[1]).toBe(digests[0]);
  });

  it('leaves no process behind', () => {
    for (const { processes } of [fresh, changed]) {
      expect(processes.during.some((line) => line.includes('terraform'))).toBe(true);
      expect(processes.after).toEqual([]);
    }
  });

  it('writes JSON that is valid by the published schema', () => {
    const validate = new Ajv2020.default({ allErrors: true }).compile(reportJsonSchema());
    for (const { report } of [fresh, changed]) {
      expect(validate(report) ? [] : validate.errors).toEqual([]);
    }
  });
});

/** Changes the cloud behind Terraform's back, a few calls at a time. */
async function plant(stack: MotoStack): Promise<void> {
  const state = await stack.state();
  const waiting = [...PLANTED, ...MEANINGLESS].map((change) => change.console(state));
  const worker = async (): Promise<void> => {
    for (let calls = waiting.shift(); calls !== undefined; calls = waiting.shift()) {
      for (const call of calls) await stack.aws(...call);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
}

function onlyStack(run: ScanRun): StackReport {
  const [stack, ...more] = run.report.stacks;
  if (stack === undefined || more.length > 0)
    throw new Error(`The report has ${run.report.stacks.length} stacks.`);
  return stack;
}

const place = (path: string): string => path.replace(IN_A_SET, '$1[*]');

function at(run: ScanRun, address: string, path: string, driftClass?: DriftClass): Difference {
  const one = onlyStack(run).differences.find(
    (candidate) =>
      candidate.address === address &&
      place(candidate.path) === path &&
      (driftClass === undefined || candidate.class === driftClass),
  );
  if (one === undefined) throw new Error(`Nothing is reported at ${address} ${path}.`);
  return one;
}

const difference = ([driftClass, address, path]: ExpectedDifference): string =>
  `${driftClass} ${address} ${path}`;
const found = (stack: StackReport): readonly string[] =>
  stack.differences.map((one) => difference([one.class, one.address, place(one.path)])).toSorted();

const text = (noise: ExpectedNoise): string => noise.join(' ');
const ruleOf = (one: Difference): string =>
  one.rules.find(({ effect }) => effect === 'suppressed')?.rule ?? 'no rule';

/** All that was taken out, but for the nothings. */
const named = (stack: StackReport): readonly string[] =>
  stack.suppressed
    .filter((one) => ruleOf(one) !== 'empty-equals-null')
    .map((one) => text([ruleOf(one), one.address, place(one.path)]))
    .toSorted();

/** What was called a nothing and is none. */
const meaningfulNothings = (stack: StackReport): readonly string[] =>
  stack.suppressed
    .filter((one) => ruleOf(one) === 'empty-equals-null')
    .filter(
      ({ memory, reality }) =>
        ![memory, reality].every((side) => side.kind === 'value' && isEmpty(side.value)),
    )
    .map((one) => `${one.address} ${one.path}`);

function afterTheMove([rule, address, path]: ExpectedNoise): ExpectedNoise {
  return [rule, MOVED.find(({ from }) => from === address)?.to ?? address, path];
}
