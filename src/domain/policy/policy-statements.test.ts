import { describe, expect, it } from 'vitest';
import { policyStatements } from './policy-statements.ts';

describe('the statements of a policy', () => {
  it('have one shape, however they are written', () => {
    expect(
      policyStatements({
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:Get',
            Resource: ['b', 'a'],
            Principal: { AWS: ['x'], Service: 'y' },
          },
          { Effect: 'Deny', NotAction: ['iam:*'], Resource: '*', Principal: '*', Condition: { Bool: {} } },
          { Effect: 'Allow', Action: '*:*', NotResource: 'c', Sid: 'ignored', Condition: {} },
        ],
      }),
    ).toEqual([
      {
        effect: 'Allow',
        actions: ['s3:Get'],
        resources: ['a', 'b'],
        principals: ['x', 'y'],
        conditional: false,
      },
      { effect: 'Deny', actions: ['*'], resources: ['*'], principals: ['*'], conditional: true },
      { effect: 'Allow', actions: ['*'], resources: ['*'], principals: [], conditional: false },
    ]);
  });

  it('may be one alone, and are none in anything else', () => {
    expect(policyStatements({ Statement: { Effect: 'Allow' } })).toHaveLength(1);
    for (const value of [null, 'text', [], {}, { Statement: 'x' }, { Statement: [1] }]) {
      expect(policyStatements(value)).toEqual([]);
    }
  });
});
