import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Classification } from '#domain/drift/classify-plan.ts';
import { readPlan, type PlanReading } from '#domain/drift/plan.ts';
import { classifyReading } from '#test/classify-for-test.ts';
import { corpusFolder } from '#test/corpus.ts';

const corpus = corpusFolder();
const plans = corpus === null ? '' : join(corpus, 'plans');

function read(file: string): PlanReading {
  return readPlan(readFileSync(join(plans, file), 'utf8'));
}

const classify = (file: string): Classification => classifyReading(read(file));

const shown = (list: Classification['differences']): readonly string[] =>
  list.map((difference) => `${difference.class} ${difference.address} ${difference.path}`.trim());
const suppressed = (file: string): readonly string[] =>
  classify(file).suppressed.map(
    (difference) => `${difference.address} ${difference.path} ${difference.rules[0]?.rule}`,
  );

describe.skipIf(corpus === null)('the public plans (needs the public corpus: set KEDGE_CORPUS)', () => {
  const files = corpus === null ? [] : readdirSync(plans, { recursive: true, encoding: 'utf8' });
  const json = files.filter((file) => file.endsWith('.json'));

  it('all read without a crash, and their totals reconcile', () => {
    expect(json.length).toBeGreaterThan(150);
    let classified = 0;
    for (const file of json) {
      const reading = read(file);
      if ('problem' in reading) continue;
      const { totals, differences, suppressed: out } = classify(file);
      expect(totals.found, file).toBe(
        totals.reported + totals.suppressed.reduce((sum, rule) => sum + rule.count, 0),
      );
      expect([differences.length, out.length], file).toEqual([
        totals.reported,
        totals.found - totals.reported,
      ]);
      classified += 1;
    }
    expect(classified).toBeGreaterThan(75);
  });

  it('that are no plans are told apart with a reason', () => {
    const refused = json.filter((file) => 'problem' in read(file));
    const problems = refused
      .map((file) => read(file))
      .flatMap((each) => ('problem' in each ? [each.problem] : []));
    for (const problem of problems) expect(problem).toMatch(/\w+ .*\w+/);
    expect(refused.filter((file) => /(^|\/)(plan|output)[^/]*\.json$/.test(file))).toEqual(
      expect.arrayContaining(['terraform-json/invalid/plan.json']),
    );
  });

  it.each([
    ['opentofu/equivalence/drift_simple/plan.json', ['conflict tfcoremock_simple_resource.drift string'], 0],
    [
      'opentofu/equivalence/drift_refresh_only/plan.json',
      ['conflict tfcoremock_simple_resource.drift string'],
      0,
    ],
    [
      'opentofu/equivalence/drift_relevant_attributes/plan.json',
      ['conflict tfcoremock_simple_resource.base number', 'conflict tfcoremock_simple_resource.base string'],
      0,
    ],
    [
      'opentofu/equivalence/moved_with_drift/plan.json',
      ['conflict tfcoremock_simple_resource.base_after string'],
      1,
    ],
    ['opentofu/equivalence/moved_with_refresh_only/plan.json', [], 1],
    ['opentofu/show-json/drift/output.json', ['conflict test_instance.should_refresh ami'], 0],
    [
      'opentofu/show-json/moved-drift/output.json',
      ['conflict test_instance.should_refresh_with_move ami'],
      1,
    ],
  ])('%s gives its drift the right class', (file, expected, moves) => {
    const result = classify(file);
    const drift = shown(result.differences).filter((line) => !line.startsWith('unapplied_code'));
    expect(drift).toEqual(expected);
    expect(result.moves).toHaveLength(moves);
  });

  it('of real providers hold nine entries of noise, and each is taken by a rule that is named', () => {
    expect(suppressed('infracost/instance_with_attachment_before_deploy.json')).toEqual([
      'aws_ebs_volume.storage tags empty-equals-null',
    ]);
    expect(suppressed('infracost/instance_with_attachment_after_deploy.json')).toEqual(
      expect.arrayContaining([
        'aws_default_subnet.default tags empty-equals-null',
        'aws_instance.ec2 root_block_device[0].tags empty-equals-null',
        'aws_instance.ec2 tags empty-equals-null',
      ]),
    );
    expect(suppressed('infracost/plan_with_target.json')).toEqual(
      expect.arrayContaining([
        'aws_instance.web_app_1 root_block_device[0].tags empty-equals-null',
        'aws_instance.web_app_1 tags empty-equals-null',
      ]),
    );
    expect(suppressed('regula/issue355_infra.json')).toEqual(
      expect.arrayContaining([
        'aws_cloudtrail.cloudtrail tags empty-equals-null',
        'aws_s3_bucket.cloudtrail tags empty-equals-null',
        'aws_s3_bucket.logging tags empty-equals-null',
        'aws_s3_bucket_policy.cloudtrail policy same-json',
      ]),
    );
    expect(suppressed('terraform-validator/tf1_0plan.applied.json')).toEqual([
      'google_storage_bucket.my-bucket cors[0].response_header empty-equals-null',
    ]);
  });

  it('of real providers hold echoes of siblings, each labelled with the sibling it repeats', () => {
    const notes = [
      'infracost/instance_with_attachment_after_deploy.json',
      'regula/issue355_infra.json',
    ].flatMap((file) =>
      classify(file).suppressed.flatMap((difference) =>
        difference.rules
          .filter((rule) => rule.rule === 'sibling-echo')
          .map((rule) => `${difference.address} ${difference.path}: ${rule.note}`),
      ),
    );
    expect(notes).toEqual(
      expect.arrayContaining([
        'aws_instance.ec2 ebs_block_device[0]: echo of aws_volume_attachment.storage_attachment',
        'aws_s3_bucket.cloudtrail policy: echo of aws_s3_bucket_policy.cloudtrail',
        'aws_s3_bucket.cloudtrail logging[0]: echo of aws_s3_bucket_logging.cloudtrail',
      ]),
    );
  });

  it('of real providers leave no difference of noise in the report', () => {
    for (const file of [
      'infracost/instance_with_attachment_before_deploy.json',
      'infracost/instance_with_attachment_after_deploy.json',
      'regula/issue355_infra.json',
      'terraform-validator/tf1_0plan.applied.json',
    ]) {
      const reported = shown(classify(file).differences).filter((line) => !line.startsWith('unapplied_code'));
      expect(reported, file).toEqual([]);
    }
  });

  it('of real providers keep every deletion, also where the writer left addresses out', () => {
    const { differences } = classify('terraform-compliance/test_issue_522.json');
    const gone = differences.filter(
      (difference) => difference.change === 'removed' && difference.class !== 'unapplied_code',
    );
    expect(shown(gone)).toEqual([
      'deleted aws_lambda_function.lambda',
      'deleted aws_lambda_permission.allow_metric_event_bridge_to_call_monitor_metric_lambda',
      'deleted aws_security_group.lambda_sg',
      'deleted aws_security_group_rule.task_sg_egress_rule',
      'deleted aws_ssm_parameter.lambda_sg_id',
      'absorbed aws_lambda_permission.allow_alert_event_bridge_to_call_monitor_metric_lambdas_frequent',
    ]);
  });
});
