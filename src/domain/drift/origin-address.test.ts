import { describe, expect, it } from 'vitest';
import { originAddress } from './origin-address.ts';

describe('originAddress', () => {
  it('follows a chain of moves back to the first address', () => {
    const moves = [
      { from: 'aws_sqs_queue.a', to: 'aws_sqs_queue.b' },
      { from: 'aws_sqs_queue.b', to: 'module.q.aws_sqs_queue.this' },
    ];
    expect(originAddress('module.q.aws_sqs_queue.this', moves)).toBe('aws_sqs_queue.a');
  });

  it('is the same before, while and after a move is applied', () => {
    const moves = [{ from: 'aws_sqs_queue.a', to: 'aws_sqs_queue.b' }];
    expect(originAddress('aws_sqs_queue.a', moves)).toBe(originAddress('aws_sqs_queue.b', moves));
  });

  it('moves whole modules with everything in them', () => {
    const moves = [{ from: 'module.old', to: 'module.new["k"]' }];
    expect(originAddress('module.new["k"].aws_s3_bucket.b[0]', moves)).toBe('module.old.aws_s3_bucket.b[0]');
  });

  it('does not mistake a longer name for the moved one', () => {
    const moves = [{ from: 'aws_sqs_queue.a', to: 'aws_sqs_queue.b' }];
    expect(originAddress('aws_sqs_queue.bc', moves)).toBe('aws_sqs_queue.bc');
  });

  it('keeps the instances of a module apart when the move is written inside the module', () => {
    const moves = [{ from: 'module.t.aws_sqs_queue.a', to: 'module.t.aws_sqs_queue.b' }];
    const blue = originAddress('module.t["blue"].aws_sqs_queue.b', moves);
    expect(blue).toContain('aws_sqs_queue.a');
    expect(blue).not.toBe(originAddress('module.t["green"].aws_sqs_queue.b', moves));
  });

  it('ends when the moves go in a circle', () => {
    const moves = [
      { from: 'a.x', to: 'a.y' },
      { from: 'a.y', to: 'a.x' },
    ];
    expect(['a.x', 'a.y']).toContain(originAddress('a.x', moves));
  });
});
