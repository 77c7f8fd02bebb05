import { describe, expect, it } from 'vitest';
import { FAILURE_PATTERNS } from './failure-patterns.ts';
import { failureOf, failureOfErrors, missingAction } from './failure-reason.ts';
import type { Diagnostic } from './diagnostics.ts';

const error = (text: string): Diagnostic => {
  const [summary = '', ...detail] = text.split('\n');
  return { severity: 'error', summary, detail: detail.join('\n'), address: null };
};
const ended = {
  exitCode: 1,
  signal: null,
  stdout: Buffer.alloc(0),
  stderr: '',
  timedOut: false,
  aborted: false,
  startError: null,
  durationMs: 1_200,
};

describe('the reason of a failure', () => {
  it.each(FAILURE_PATTERNS.map((row) => [row.pattern.source, row] as const))(
    'is told by %s, and by its own row first',
    (_, row) => {
      const first = FAILURE_PATTERNS.find(({ pattern }) => pattern.test(row.example));
      expect(first?.reason).toBe(row.reason);
      expect(row.pattern.test(row.example)).toBe(true);
      expect(failureOfErrors('plan', [error(row.example)]).reason).toBe(row.reason);
    },
  );

  it.each([
    ['reading ELB: ValidationError: no listener on port 4030', 'plan_errored'],
    [
      'Error acquiring the state lock\nAccessDeniedException: User: x is not authorized to perform: dynamodb:PutItem on resource: y',
      'unauthorised',
    ],
    [
      'Error acquiring the state lock\nopen .terraform.tfstate.lock.info: no space left on device',
      'plan_errored',
    ],
    ['Invalid function argument\nno file exists at "./403"', 'plan_errored'],
  ])('of %j is %s', (text, reason) => {
    expect(failureOfErrors('plan', [error(text)]).reason).toBe(reason);
  });

  it.each([
    ['User: arn is not authorized to perform: iam:GetRole on resource: x', 'iam:GetRole'],
    [
      "does not have authorization to perform action 'Microsoft.Compute/disks/read' over scope",
      'Microsoft.Compute/disks/read',
    ],
    ["googleapi: Error 403: Required 'compute.instances.get' permission for 'x'", 'compute.instances.get'],
    ["Permission 'storage.buckets.get' denied on resource", 'storage.buckets.get'],
    ['x@y does not have storage.objects.list access to the bucket', 'storage.objects.list'],
    [
      'operation error CloudWatch Logs: DescribeLogGroups, https response error StatusCode: 403',
      'cloudwatchlogs:DescribeLogGroups',
    ],
    ['something else', null],
  ])('names the action in %j', (text, action) => {
    expect(missingAction(text)).toBe(action);
  });

  it('names every missing action once', () => {
    const denied = (action: string): Diagnostic =>
      error(`AccessDenied: is not authorized to perform: ${action} on x`);
    expect(
      failureOfErrors('plan', [denied('a:One'), error('other'), denied('b:Two'), denied('a:One')])
        .missingAction,
    ).toBe('a:One, b:Two');
  });

  it('says who holds a lock since when', () => {
    const locked = FAILURE_PATTERNS.find(({ reason }) => reason === 'locked');
    expect(failureOfErrors('plan', [error(locked?.example ?? '')]).detail.split('\n')[0]).toBe(
      'Held by ana@laptop since 2026-01-02 03:04:05.6 +0000 UTC (OperationTypeApply).',
    );
  });

  it('tells the deciding error first and not more than twenty lines', () => {
    const long = error(Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n'));
    const { detail } = failureOfErrors('plan', [long, error('api error AccessDenied: no')]);
    const lines = detail.split('\n');
    expect(lines[0]).toBe('api error AccessDenied: no');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('(41 more lines; 2 errors in all)');
  });

  it.each([
    [{ timedOut: true }, 'timeout'],
    [{ aborted: true }, 'cancelled'],
    [{ aborted: true, timedOut: true }, 'cancelled'],
    [{ startError: 'EACCES' }, 'engine_missing'],
    [{ exitCode: null, signal: 'SIGKILL' as const }, 'plan_errored'],
    [{ stderr: 'panic: oh' }, 'plan_errored'],
  ])('of a process that ended with %j is %s', (changes, reason) => {
    expect(failureOf('plan', { ...ended, ...changes }, [])).toMatchObject({ reason });
  });

  it('falls back on the step', () => {
    expect(failureOf('init', ended, []).reason).toBe('init_failed');
    expect(failureOf('show', ended, []).reason).toBe('show_failed');
    expect(failureOf('show', ended, []).detail).toBe('The show ended with exit code 1 and said nothing.');
  });
});
