import { describe, expect, it } from 'vitest';
import { followApply } from './apply-stream.ts';

const hook = (type: string, addr: string) => ({ type, hook: { resource: { addr } } });

function follow(messages: readonly object[]) {
  const told: string[] = [];
  const stream = followApply((text) => told.push(text));
  for (const message of messages) stream.line(JSON.stringify(message));
  return { stream, told };
}

describe('the stream of an apply', () => {
  it('tells how many resources are there and which are waited for', () => {
    const { stream, told } = follow([
      { type: 'change_summary', changes: { add: 2 } },
      hook('apply_start', 'aws_s3_bucket.a'),
      hook('apply_start', 'aws_sqs_queue.b'),
      hook('apply_complete', 'aws_s3_bucket.a'),
    ]);
    expect(told.at(-1)).toBe('1 of 2 resources, waiting for aws_sqs_queue.b');
    expect(stream.created()).toBe(1);
  });

  it('keeps the outputs that are texts', () => {
    const { stream } = follow([
      { type: 'outputs', outputs: { id: { value: 'sg-1' }, ports: { value: [22] } } },
    ]);
    expect([stream.output('id'), stream.output('ports'), stream.output('none')]).toEqual([
      'sg-1',
      null,
      null,
    ]);
  });

  it('keeps every error that Terraform reports, and no warning', () => {
    const { stream } = follow([
      { type: 'diagnostic', diagnostic: { severity: 'warning', summary: 'Old' } },
      { type: 'diagnostic', diagnostic: { severity: 'error', summary: 'Refused', detail: 'no such port' } },
      { type: 'diagnostic', diagnostic: { severity: 'error', summary: 'Stopped' } },
    ]);
    expect(stream.errors()).toBe('Refused: no such port\nStopped');
  });

  it('passes over lines that are no messages', () => {
    const { stream } = follow([]);
    stream.line('Initializing...');
    stream.line('');
    expect([stream.created(), stream.errors()]).toEqual([0, '']);
  });
});
