import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { HARMLESS } from './harmless-examples.ts';
import { createRedactor } from './redact.ts';

const KEY = new Uint8Array(32).fill(1);
const redactor = createRedactor(KEY);
const { changedSides, redactText, redactValue, side } = redactor;
const PIECES =
  `password|=|: | |"|'|\n|(sensitive)|token|https://|user:|@|hunter2|;|AKIAQX7JZ2MPLW4T6NRV|&|{|}|[|]|\\|Bearer |-----BEGIN PRIVATE KEY-----|name|$|value|,|/|UVRHc1pRPT0|(|<|>|>\n|Authorization|--|q7Zt2LmXw8RbYc5N|curl -u `.split(
    '|',
  );
const policy = (extra: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [extra] });

describe('text', () => {
  it('keeps what stands around a secret', () => {
    expect(redactText('postgres://app:hunter2@db.internal:5432/app')).toBe(
      'postgres://app:(sensitive)@db.internal:5432/app',
    );
    expect(redactText('export A=1\nexport DB_PASSWORD=hunter2\nrun')).toBe(
      'export A=1\nexport DB_PASSWORD=(sensitive)\nrun',
    );
  });

  it('redacted twice is the same as redacted once', () => {
    const pieces = fc.constantFrom(...PIECES);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const once = redactText(parts.join(''));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('of any kind is redacted to text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('harmless values', () => {
  it('are at least sixty', () => {
    expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(HARMLESS)('come back unchanged: $name = $value', ({ name, value }) => {
    expect(redactValue(value, { name })).toEqual(value);
    expect(redactValue({ [name]: value }, {})).toEqual({ [name]: value });
    expect(redactValue([JSON.stringify({ [name]: value })], { name: 'document' })).toEqual([
      JSON.stringify({ [name]: value }),
    ]);
  });
});

describe('values', () => {
  it('are hidden where the mask says so, but for null', () => {
    const value = { a: 'x', b: [1, { c: true, d: null }], e: { f: 'shown' } };
    const mask = { a: true, b: [true, { c: true, d: true }], e: { f: false } };
    expect(redactValue(value, { mask })).toEqual({
      a: '(sensitive)',
      b: ['(sensitive)', { c: '(sensitive)', d: null }],
      e: { f: 'shown' },
    });
    expect(redactValue(value, { mask: true })).toBe('(sensitive)');
  });

  it('keep the form of a document held in a string, and its text when nothing in it is secret', () => {
    expect(redactValue('{"user": "app", "password": "x"}', {})).toBe(
      '{"user":"app","password":"(sensitive)"}',
    );
    expect(redactValue('{ "user" : "app" }', {})).toBe('{ "user" : "app" }');
  });

  it('hide the first of two equal keys in a document', () => {
    expect(JSON.stringify(redactValue('{"password":"hunter2","password":null}', {}))).not.toContain(
      'hunter2',
    );
  });

  it('take a reference beside a secret name for what it is', () => {
    const environment = [{ name: 'DB_PASSWORD', type: 'PARAMETER_STORE', value: '/app/db/password' }];
    expect(redactValue(environment, { name: 'environment_variable' })).toEqual(environment);
    const secrets = [{ name: 'DB_PASSWORD', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/db' }];
    expect(redactValue(secrets, { name: 'secrets' })).toEqual(secrets);
  });

  it('that look like a variable are secrets all the same: a plan has none left', () => {
    const passwords = ['$ecret', '$ECRET', '${x}', '<x>', '%x%', 'default', 'changeme', 'var.x'];
    for (const password of passwords)
      expect(redactValue({ password }, {})).toEqual({ password: '(sensitive)' });
  });

  it('keep two secret keys apart', () => {
    expect(redactValue({ AKIAQX7JZ2MPLW4T6NRV: 1, AKIAQX7JZ2MPLW4T6NRW: 2 }, {})).toEqual({
      '(sensitive)': 1,
      '(sensitive) 2': 2,
    });
  });

  it('keep a key called __proto__ as a key', () => {
    const value = JSON.parse('{"__proto__":{"password":"hunter2"}}') as Json;
    expect(JSON.stringify(redactValue(value, {}))).toBe('{"__proto__":{"password":"(sensitive)"}}');
  });

  it('redacted twice are the same as redacted once, documents in documents too', () => {
    const leaf = fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((parts) => parts.join(''));
    const keys = fc.constantFrom('name', 'value', 'password', 'a', 'credentials', 'key', 'auth');
    const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
        tie('value').map((inner) => JSON.stringify(inner)),
      ),
    }));
    fc.assert(
      fc.property(values, (value) => {
        const once = redactValue(value, {});
        expect(redactValue(once, {})).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('are never changed in place', () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(json, json, fc.string(), (value, mask, name) => {
        const before = JSON.stringify(value);
        const once = redactValue(value, { name, mask });
        expect(JSON.stringify(value)).toBe(before);
        expect(redactValue(once, { name, mask })).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a side', () => {
  it('is absent for nothing, plain for null, a digest for a secret, and redacted inside otherwise', () => {
    expect(side(undefined, { mask: true })).toEqual({ kind: 'absent' });
    expect(side(null, { mask: true })).toEqual({ kind: 'value', value: null });
    expect(side('hunter2', { name: 'password' })).toEqual({
      kind: 'secret',
      digest: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
    });
    expect(side(true, { mask: true }).kind).toBe('secret');
    expect(side(1234, { name: 'pin' }).kind).toBe('secret');
    expect(side(true, { name: 'manage_master_user_password' })).toEqual({ kind: 'value', value: true });
    expect(side({ a: 'x', password: 'y' }, {})).toEqual({
      kind: 'value',
      value: { a: 'x', password: '(sensitive)' },
    });
  });

  it('has the digest HMAC-SHA256 gives over the canonical text', () => {
    // Checked with: printf '"hunter2"' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101...01
    expect(side('hunter2', { mask: true })).toEqual({ kind: 'secret', digest: '95db9172b0f4' });
  });

  it('has the same digest for equal data, another for other data or another key', () => {
    const other = createRedactor(new Uint8Array(32).fill(2));
    expect(side({ a: 1, b: 2 }, { mask: true })).toEqual(side({ b: 2, a: 1 }, { mask: true }));
    expect(side('a', { mask: true })).not.toEqual(side('b', { mask: true }));
    expect(side('a', { mask: true })).not.toEqual(other.side('a', { mask: true }));
  });

  it('does not depend on what the caller does to the key afterwards', () => {
    const key = Uint8Array.from(KEY);
    const own = createRedactor(key);
    key.fill(0);
    expect(own.side('a', { mask: true })).toEqual(side('a', { mask: true }));
  });
});

describe('both sides', () => {
  it('are secret when one is', () => {
    const sides = changedSides('old-plain', 'new', { name: 'x', mask: true }, { name: 'x' });
    expect([sides.memory.kind, sides.reality.kind]).toEqual(['secret', 'secret']);
    const detected = changedSides('AKIAQX7JZ2MPLW4T6NRV', 'changeme', { name: 'x' }, { name: 'x' });
    expect([detected.memory.kind, detected.reality.kind]).toEqual(['secret', 'secret']);
  });

  it('leave nothing and null what they are', () => {
    expect(changedSides(undefined, 'x', {}, { mask: true }).memory).toEqual({ kind: 'absent' });
    expect(changedSides('x', null, { mask: true }, {}).reality).toEqual({ kind: 'value', value: null });
  });

  it('hide a part that only one mask knows on both', () => {
    const sides = changedSides(
      { a: 'old', n: 1 },
      { a: 'new', n: 2 },
      { mask: { a: false } },
      { mask: { a: true } },
    );
    expect(sides).toEqual({
      memory: { kind: 'value', value: { a: '(sensitive)', n: 1 } },
      reality: { kind: 'value', value: { a: '(sensitive)', n: 2 } },
    });
  });

  it('show a rotation inside a larger text as two digests', () => {
    const script = (password: string): string => `#!/bin/sh\nexport DB_PASSWORD=${password}\nrun\n`;
    const sides = changedSides(script('one'), script('two'), { name: 'user_data' }, { name: 'user_data' });
    expect([sides.memory.kind, sides.reality.kind]).toEqual(['secret', 'secret']);
    expect(sides.memory).not.toEqual(sides.reality);
  });

  it('show an open change beside a secret openly', () => {
    const script = (line: string): string => `export DB_PASSWORD=hunter2\n${line}\n`;
    expect(changedSides(script('run a'), script('run b'), {}, {})).toEqual({
      memory: { kind: 'value', value: 'export DB_PASSWORD=(sensitive)\nrun a\n' },
      reality: { kind: 'value', value: 'export DB_PASSWORD=(sensitive)\nrun b\n' },
    });
  });

  it('differ whenever the values differ', () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(json, json, json, (memory, reality, mask) => {
        const sides = changedSides(memory, reality, { mask }, { mask });
        expect(JSON.stringify(sides.memory) === JSON.stringify(sides.reality)).toBe(
          JSON.stringify(sides.memory) === JSON.stringify(sides.reality) &&
            JSON.stringify(memory) === JSON.stringify(reality),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('are plain where there is nothing to hide', () => {
    const open = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    expect(changedSides(policy({}), open, { name: 'policy' }, { name: 'policy' })).toEqual({
      memory: { kind: 'value', value: policy({}) },
      reality: { kind: 'value', value: open },
    });
  });
});
