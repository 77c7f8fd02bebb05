import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Report } from '#domain/drift/report.ts';
import { hostileReport } from './hostile-report.ts';
import { largeReport } from './large-report.ts';
import { difference, inSyncStack, reportOf, stack } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';
import { SARIF_SUBSET } from './sarif-subset.ts';
import { renderSarif } from './sarif.ts';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: object;
    readonly logicalLocations: readonly object[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly object[];
  }[];
  readonly results: readonly Result[];
}

function runOf(report: Report, showSuppressed = false): Run {
  const log = JSON.parse(renderSarif(report, { showSuppressed })) as { readonly runs: readonly [Run] };
  return log.runs[0];
}

const resultFor = (run: Run, address: string): Result | undefined =>
  run.results.find((result) => result.message.text.startsWith(address));

describe('the SARIF report', () => {
  it('is valid by the part of SARIF 2.1.0 that Kedge writes', () => {
    const ajv = new Ajv2020.default({ allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(SARIF_SUBSET);
    for (const report of [sampleReport(), reportOf([]), largeReport(200), hostileReport()]) {
      for (const showSuppressed of [false, true]) {
        expect(validate(JSON.parse(renderSarif(report, { showSuppressed }))) ? [] : validate.errors).toEqual(
          [],
        );
      }
    }
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
  });

  it('gives each difference its file, lines, address, fingerprint and change', () => {
    const result = resultFor(runOf(sampleReport()), 'aws_security_group.web');
    expect(result).toMatchObject({
      ruleId: 'conflict',
      level: 'error',
      partialFingerprints: { 'kedge/v1': '71aa0c41d0e7b865' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'platform/eu/network.tf' },
            region: { startLine: 4, endLine: 19 },
          },
          logicalLocations: [{ fullyQualifiedName: 'aws_security_group.web', kind: 'resource' }],
        },
      ],
    });
    expect(result?.message.text).toContain('added {cidr_blocks = ["0.0.0.0/0"]');
  });

  it('takes the level from the severity and makes a note of what is apart', () => {
    const run = runOf(sampleReport());
    const level = (address: string): string | undefined => resultFor(run, address)?.level;
    expect(level('aws_sqs_queue.jobs')).toBe('error');
    expect(level('aws_db_instance.main')).toBe('warning');
    expect(level('module.edge')).toBe('note');
    const apart = difference({ class: 'absorbed', drift: false, severity: 'critical' });
    expect(runOf(reportOf([stack({ differences: [apart] })])).results[0]?.level).toBe('note');
  });

  it('points every result at the rule of its index', () => {
    const run = runOf(sampleReport(), true);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    }
  });

  it('gives a result without code the folder of its stack, because code scanning takes none without a place', () => {
    const run = runOf(sampleReport());
    expect(resultFor(run, 'aws_instance.worker["blue"] user_data')?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'platform/eu/' },
    });
  });

  it('reports an unknown stack as a result and as a failed run', () => {
    const run = runOf(sampleReport());
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(run.invocations[0]?.toolExecutionNotifications).toHaveLength(1);
    expect(resultFor(run, 'identity/prod')).toMatchObject({
      ruleId: 'unknown/unauthorised',
      level: 'warning',
    });
    expect(runOf(reportOf([inSyncStack('a')])).invocations[0]?.executionSuccessful).toBe(true);
  });

  it('lists suppressed differences only when asked, each with its rule', () => {
    expect(runOf(sampleReport()).results.some((result) => result.suppressions !== undefined)).toBe(false);
    const suppressed = runOf(sampleReport(), true).results.filter(
      (result) => result.suppressions !== undefined,
    );
    expect(suppressed.map((result) => result.suppressions?.[0])).toContainEqual({
      kind: 'external',
      status: 'accepted',
      justification: 'same_iam_policy',
    });
  });

  it('escapes file names as URIs', () => {
    const code = { file: 'a b/ü#1%?.tf', line: 1, end_line: 1 };
    const run = runOf(reportOf([stack({ differences: [difference({ code })] })]));
    expect(run.results[0]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'a%20b/%C3%BC%231%25%3F.tf' },
    });
  });

  it('cannot be made to carry a link, a control character or a log command in a message', () => {
    const text = renderSarif(hostileReport(), { showSuppressed: true });
    expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|##\[|##vso\[/u);
    for (const { message } of runOf(hostileReport(), true).results) {
      expect(message.text).not.toMatch(/\]\(|\p{Cc}|\p{Cf}/u);
    }
  });
});
