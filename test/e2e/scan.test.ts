import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Report } from '#domain/drift/report.ts';
import { appliedWorkspace, type AppliedWorkspace } from '#test/light-provider/applied-workspace.ts';
import { accessDenied } from '#test/light-provider/light-provider.ts';
import { kedgeCommand, type KedgeRun } from '#test/run-kedge.ts';

const CODE = `
provider "aws" {}
resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "error-rate"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 2
}
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  tags = { Team = "core" }
}
`;

type Kedge = (args: readonly string[]) => Promise<KedgeRun>;

async function platform(): Promise<{ readonly at: AppliedWorkspace; readonly kedge: Kedge }> {
  const at = await appliedWorkspace(CODE);
  const command = await kedgeCommand(at.env);
  return { at, kedge: (args) => command(args, at.folder) };
}

const onlyId = (at: AppliedWorkspace, type: string): string => {
  const id = at.cloud.list(type)[0]?.['id'];
  if (typeof id !== 'string') throw new Error(`The cloud has no ${type}`);
  return id;
};

const reportOf = (run: KedgeRun): Report => Report.parse(JSON.parse(run.stdout));
const lines = (report: Report): readonly string[] =>
  report.stacks.flatMap((stack) =>
    stack.differences.map(({ class: kind, address, path, severity }) =>
      `${severity} ${kind} ${address} ${path}`.trim(),
    ),
  );

describe('kedge scan', () => {
  it('ends with 0 and says how many resources stand behind it when nothing drifted', async () => {
    const { kedge } = await platform();
    const run = await kedge(['scan', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(reportOf(run).summary).toMatchObject({ drift: 0, resources_read: 3, stacks: { in_sync: 1 } });
  });

  it('finds three console changes, no more, and ends with 2', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_cloudwatch_metric_alarm', onlyId(at, 'aws_cloudwatch_metric_alarm'), {
      threshold: 50,
    });
    const open = { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] };
    const kept = { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] };
    at.cloud.change('aws_security_group', onlyId(at, 'aws_security_group'), { ingress: [open, kept] });
    at.cloud.remove('aws_sqs_queue', onlyId(at, 'aws_sqs_queue'));
    const run = await kedge(['scan', '--json']);
    expect(run.exitCode, run.stderr).toBe(2);
    const report = reportOf(run);
    expect(lines(report).map((line) => line.replace(/\[\d\]/, '[n]'))).toEqual([
      'critical conflict aws_security_group.web ingress[n]',
      'high conflict aws_cloudwatch_metric_alarm.error_rate threshold',
      'high deleted aws_sqs_queue.jobs',
    ]);
    const alarm = report.stacks[0]?.differences.find((each) => each.path === 'threshold');
    expect(alarm?.code).toMatchObject({ file: 'main.tf', line: 7 });
  });

  it('gives the same bytes for the same findings, and no times unless asked', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_sqs_queue', onlyId(at, 'aws_sqs_queue'), { tags: { Team: 'edge' } });
    const [first, second] = [await kedge(['scan', '--json']), await kedge(['scan', '--json'])];
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).not.toMatch(/scanned_at|duration_ms/);
    expect((await kedge(['scan', '--json', '--times'])).stdout).toMatch(/scanned_at[^]*duration_ms/);
  });

  it('says unknown with the missing action, and 3, when a read is denied', async () => {
    const { at, kedge } = await platform();
    at.cloud.failRead('aws_sqs_queue', accessDenied('sqs:GetQueueAttributes', 'jobs'));
    const run = await kedge(['scan', '--json']);
    expect(run.exitCode).toBe(3);
    expect(reportOf(run).stacks[0]).toMatchObject({
      status: 'unknown',
      unknown: { code: 'unauthorised', missing_action: 'sqs:GetQueueAttributes' },
    });
  });

  it('keeps code that nobody applied apart from drift', async () => {
    const { at, kedge } = await platform();
    await at.write('main.tf', CODE.replace('threshold           = 2', 'threshold           = 3'));
    const run = await kedge(['scan', '--json']);
    expect(run.exitCode).toBe(0);
    expect(lines(reportOf(run))).toEqual([
      'low unapplied_code aws_cloudwatch_metric_alarm.error_rate threshold',
    ]);
  });

  it('honours .driftignore with owner and expiry, and an expired line reports again and says so', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_sqs_queue', onlyId(at, 'aws_sqs_queue'), { tags: { Team: 'edge' } });
    const ignore = (until: string): Promise<void> =>
      writeFile(
        join(at.folder, '.driftignore'),
        `aws_sqs_queue.jobs.tags # owner=@core until=${until} reason="autoscaler"\n`,
      );
    await ignore('2999-01-01');
    const quiet = reportOf(await kedge(['scan', '--json']));
    expect(lines(quiet)).toEqual([]);
    expect(quiet.summary.totals.suppressed).toContainEqual({ rule: '.driftignore:1', count: 1 });
    await ignore('2020-01-01');
    const again = reportOf(await kedge(['scan', '--json']));
    expect(again.stacks[0]?.differences[0]?.notes.join()).toMatch(/until 2020-01-01 \(owner @core\)/);
  });

  it('refuses a broken kedge.yaml with file, line and column, and scans nothing', async () => {
    const { at, kedge } = await platform();
    await writeFile(join(at.folder, 'kedge.yaml'), 'version: 1\nstakcs: []\n');
    const run = await kedge(['scan']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/kedge\.yaml:2:1: .*stakcs.*Did you mean `stacks`/);
    expect(at.calls.get('ReadResource') ?? 0).toBe(0);
  });

  it('writes several formats at once and still shows the table', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_cloudwatch_metric_alarm', onlyId(at, 'aws_cloudwatch_metric_alarm'), {
      threshold: 50,
    });
    const run = await kedge([
      'scan',
      '--format',
      'sarif=a.sarif',
      '--format',
      'junit=a.xml',
      '--format',
      'html=a.html',
    ]);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/HIGH +aws_cloudwatch_metric_alarm\.error_rate threshold +2 -> 50/);
    expect(await readFile(join(at.folder, 'a.sarif'), 'utf8')).toContain('"2.1.0"');
    expect(await readFile(join(at.folder, 'a.xml'), 'utf8')).toContain('<testsuite');
    expect(await readFile(join(at.folder, 'a.html'), 'utf8')).toContain('<!doctype html>');
  });

  it('explains a difference by address and by the start of its fingerprint', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_cloudwatch_metric_alarm', onlyId(at, 'aws_cloudwatch_metric_alarm'), {
      threshold: 50,
    });
    const report = reportOf(await kedge(['scan', '--json']));
    const print = report.stacks[0]?.differences[0]?.fingerprint ?? '';
    const byPrint = await kedge(['explain', print.slice(0, 6)]);
    const byAddress = await kedge(['explain', 'aws_cloudwatch_metric_alarm.error_rate.threshold']);
    expect(byPrint.stdout).toBe(byAddress.stdout);
    expect(byPrint.stdout).toMatch(/state +2\n +reality +50/);
    expect(byPrint.stdout).toMatch(/main\.tf:7[^]*threshold += 2/);
    expect((await kedge(['explain', 'nothing.here'])).exitCode).toBe(1);
  });
});

describe('kedge scan of many stacks', () => {
  it('lets one broken stack neither hide nor stop another, worst first', async () => {
    const { at, kedge } = await platform();
    await at.write(
      'broken/main.tf',
      'terraform {\n  required_version = ">= 99.0"\n  backend "local" {}\n}\n',
    );
    await at.write('empty/main.tf', 'terraform {\n  backend "local" {}\n}\n');
    at.cloud.change('aws_sqs_queue', onlyId(at, 'aws_sqs_queue'), { tags: { Team: 'edge' } });
    const run = await kedge(['scan', '--json', '--concurrency', '2']);
    const report = reportOf(run);
    expect(
      report.stacks.map((stack) => `${stack.id} ${stack.status} ${stack.unknown?.code ?? ''}`.trim()),
    ).toEqual(['. drifted', 'broken unknown unsupported_version', 'empty in_sync']);
    expect(run.exitCode).toBe(2);
  });
});

describe('kedge scan --plan-file', () => {
  it('reads an existing plan without an engine', async () => {
    const { at, kedge } = await platform();
    at.cloud.change('aws_cloudwatch_metric_alarm', onlyId(at, 'aws_cloudwatch_metric_alarm'), {
      threshold: 50,
    });
    await at.terraform(['plan', '-out=p.bin']);
    const shown = (await at.terraform(['show', '-json', 'p.bin'])).stdout;
    await writeFile(join(at.folder, 'plan.json'), shown);
    const run = await kedge(['scan', '--plan-file', 'plan.json', '--json']);
    expect(run.exitCode, run.stderr).toBe(2);
    expect(lines(reportOf(run))).toEqual(['high conflict aws_cloudwatch_metric_alarm.error_rate threshold']);
    const dated = shown.replace(/"timestamp":"[^"]*"/, '"timestamp":"2020-01-01T00:00:00Z"');
    await writeFile(join(at.folder, 'old.json'), dated);
    const old = await kedge(['scan', '--plan-file', 'old.json', '--json']);
    expect([old.exitCode, reportOf(old).stacks[0]?.unknown?.code]).toEqual([3, 'stale']);
  });

  it('tells a file that is no plan from a plan, without a stack trace', async () => {
    const { at, kedge } = await platform();
    await writeFile(join(at.folder, 'x.json'), '{"a":1}');
    const wrong = await kedge(['scan', '--plan-file', 'x.json', '--json']);
    expect([wrong.exitCode, reportOf(wrong).stacks[0]?.unknown?.code]).toEqual([3, 'bad_plan']);
    const none = await kedge(['scan', '--plan-file', 'no.json']);
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toMatch(/Cannot read the plan no\.json/);
    expect(none.stderr).not.toMatch(/^\s+at /m);
  });
});
