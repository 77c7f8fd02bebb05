import { describe, expect, it } from 'vitest';
import { matchIgnore, parseDriftIgnore } from './drift-ignore.ts';
import type { IgnoreSubject, IgnoreVerdict } from './drift-ignore.ts';

const TODAY = '2026-06-15';

const jobsQueue: IgnoreSubject = {
  type: 'aws_sqs_queue',
  name: 'jobs',
  id: 'https://sqs.eu-west-1.example/1/jobs',
  address: 'module.app["blue"].aws_sqs_queue.jobs[0]',
  path: ['tags', 'Team'],
};

const verdict = (text: string, subject: IgnoreSubject = jobsQueue): IgnoreVerdict =>
  matchIgnore(parseDriftIgnore(text).rules, subject, TODAY);

const ignores = (text: string, subject?: IgnoreSubject): boolean => verdict(text, subject).ignored;

const whole: IgnoreSubject = { ...jobsQueue, path: [] };

const named = (id: string): IgnoreSubject => ({ ...whole, type: 'aws_x', id, address: 'aws_x.y' });

describe('what a line names', () => {
  it.each([
    ['the type', 'aws_sqs_queue'],
    ['the type with everything below', 'aws_sqs_queue.*'],
    ['type and name', 'aws_sqs_queue.jobs'],
    ['type and id', 'aws_sqs_queue.https://sqs.eu-west-1.example/1/jobs'],
    ['the id with a wildcard over slashes', 'aws_sqs_queue.https*jobs'],
    ['the full address', 'module.app["blue"].aws_sqs_queue.jobs[0]'],
    ['the address without its keys', 'module.app.aws_sqs_queue.jobs'],
    ['the address without its last key', 'module.app["blue"].aws_sqs_queue.jobs'],
    ['a wildcard in a key', 'module.app["b*"].aws_sqs_queue.jobs[0]'],
    ['the module', 'module.app'],
    ['one instance of the module', 'module.app["blue"]'],
    ['an attribute', 'aws_sqs_queue.jobs.tags'],
    ['a map key behind a dot', 'aws_sqs_queue.jobs.tags.Team'],
    ['a map key in brackets', 'aws_sqs_queue.jobs.tags["Team"]'],
    ['an attribute at the full address', 'module.app["blue"].aws_sqs_queue.jobs[0].tags.Team'],
    ['an attribute of every resource', '*.tags.Team'],
    ['one character each', 'aws_sqs_queue.job?'],
    ['a character class', 'aws_sqs_queue.[a-k]obs'],
    ['a class turned round', 'aws_sqs_queue.[!a-b]obs'],
  ])('may be %s', (_what, line) => {
    expect(parseDriftIgnore(line).problems).toEqual([]);
    expect(ignores(line)).toBe(true);
  });

  it.each([
    'aws_sqs',
    'aws_sqs_queue.job',
    'aws_sqs_queue.jobs.tags.Te',
    'aws_sqs_queue.jobs.tags.Team.more',
    'aws_sqs_queue.jobs[1]',
    'module.app["green"]',
    'aws_sqs_queue.[!j]obs',
    'AWS_SQS_QUEUE',
    'jobs',
    'aws_sqs_queue_policy',
  ])('is not matched by part of a name: %s', (line) => {
    expect(ignores(line)).toBe(false);
  });

  it('leaves the whole resource reported when only an attribute is ignored', () => {
    expect(ignores('aws_sqs_queue.jobs.tags', whole)).toBe(false);
    expect(ignores('aws_sqs_queue.jobs', whole)).toBe(true);
  });

  it('reads a number in brackets as an instance, never as a character', () => {
    const subject = { ...whole, name: 'jobs0', address: 'aws_sqs_queue.jobs0' };
    expect(ignores('aws_sqs_queue.jobs[0]', subject)).toBe(false);
    expect(ignores('aws_sqs_queue.jobs[0]', { ...whole, address: 'aws_sqs_queue.jobs[0]' })).toBe(true);
  });

  it('takes an address with dots, quotes and backslashes in a key as it is pasted', () => {
    const address = 'module.app["a.b\\"c\\\\d"].aws_sqs_queue.jobs';
    expect(ignores(address, { ...whole, address })).toBe(true);
    expect(ignores(address, { ...whole, address: 'module.app["a.b"].aws_sqs_queue.jobs' })).toBe(false);
  });

  it('finds an element of a list by its number with brackets or a dot', () => {
    const subject = { ...jobsQueue, path: ['ingress', '0', 'cidr_blocks'] };
    expect(ignores('aws_sqs_queue.jobs.ingress[0]', subject)).toBe(true);
    expect(ignores('aws_sqs_queue.jobs.ingress.0', subject)).toBe(true);
    expect(ignores('aws_sqs_queue.jobs.ingress[1]', subject)).toBe(false);
  });

  it('matches by name and address when the id is not known', () => {
    expect(ignores('aws_sqs_queue.null', { ...whole, id: null })).toBe(false);
    expect(ignores('aws_sqs_queue.jobs', { ...whole, id: null })).toBe(true);
  });
});

describe('the order of lines', () => {
  it('lets the last matching line decide', () => {
    expect(ignores('aws_sqs_queue\n!aws_sqs_queue.jobs')).toBe(false);
    expect(ignores('!aws_sqs_queue.jobs\naws_sqs_queue')).toBe(true);
    expect(ignores('*\n!*.tags\naws_sqs_queue.jobs.tags.Team')).toBe(true);
  });

  it('names the line that decided, also when it is one that shows again', () => {
    const found = verdict('# all of them\naws_sqs_queue\n!aws_sqs_queue.jobs');
    expect(found.rule).toMatchObject({ line: 3, text: '!aws_sqs_queue.jobs', negated: true });
    expect(verdict('aws_sns_topic')).toEqual({ ignored: false, rule: null, expired: null });
  });
});

describe('comments and escapes', () => {
  it('passes over comments, empty lines, indentation and Windows line ends', () => {
    const { rules, problems } = parseDriftIgnore(
      '\uFEFF# head\r\n\r\n  aws_sqs_queue.jobs  \r\n   # indented\r\n',
    );
    expect(problems).toEqual([]);
    expect(rules.map((rule) => [rule.line, rule.text])).toEqual([[3, 'aws_sqs_queue.jobs']]);
  });

  it('starts a comment only after white space', () => {
    expect(parseDriftIgnore('aws_x.a#b # why').rules[0]).toMatchObject({ text: 'aws_x.a#b', reason: 'why' });
  });

  it('takes an escaped character as itself', () => {
    expect(ignores('aws_x.a \\#1', named('a #1'))).toBe(true);
    expect(ignores('aws_x.a\\*', named('a*'))).toBe(true);
    expect(ignores('aws_x.a\\*', named('ab'))).toBe(false);
    expect(ignores('aws_x.a\\[0\\]', named('a[0]'))).toBe(true);
    expect(ignores('aws_x.a\\ ', named('a '))).toBe(true);
    expect(ignores('aws_x.a\\.b', named('a.b'))).toBe(true);
    expect(ignores('aws_x.a\\.b', named('axb'))).toBe(false);
  });
});

describe('owner, reason and expiry', () => {
  it('are read from the comment behind the line', () => {
    const { rules, problems } = parseDriftIgnore(
      'aws_sqs_queue.jobs.tags  # owner=@platform until=2027-01-31 reason="autoscaler writes it"',
    );
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({
      text: 'aws_sqs_queue.jobs.tags',
      owner: '@platform',
      until: '2027-01-31',
      reason: 'autoscaler writes it',
    });
  });

  it('take the free words as the reason', () => {
    expect(parseDriftIgnore('aws_x.y # written by x=1 jobs owner=@ops').rules[0]).toMatchObject({
      owner: '@ops',
      reason: 'written by x=1 jobs',
      until: null,
    });
  });

  it('hold through the last day and not after it', () => {
    expect(verdict(`aws_sqs_queue # until=${TODAY}`)).toMatchObject({ ignored: true, expired: null });
    expect(verdict('aws_sqs_queue # until=2026-06-14')).toMatchObject({
      ignored: false,
      rule: null,
      expired: { line: 1, until: '2026-06-14' },
    });
  });

  it('leave the word to an earlier line once expired', () => {
    expect(verdict('aws_sqs_queue\n*.tags # until=2026-01-01')).toMatchObject({
      ignored: true,
      rule: { line: 1 },
      expired: { line: 2 },
    });
  });
});

describe('lines that cannot be read', () => {
  it.each([
    ['\\', 'lone `\\`'],
    ['.id', 'starts with a dot'],
    ['.', 'starts with a dot'],
    ['!', 'names nothing'],
    ['\\\\', 'No resource type is called `\\`'],
    ['4("x', 'No resource type is called `4("x`'],
    ['aws_x.[ab', 'never closed'],
    ['aws_x.[!]', 'hold no character'],
    ['aws_x # until=2027-02-30', '`until=2027-02-30` is not a date'],
    ['aws_x # until=soon', 'is not a date'],
    ['aws_x # until=', 'has no value'],
    ['aws_x # expires=2027-01-01', 'Write `until=`'],
    ['aws_x # owner=a owner=b', 'given twice'],
  ])('become a problem and ignore nothing: %s', (line, sentence) => {
    const { rules, problems } = parseDriftIgnore(`aws_good.*\n${line}\n`);
    expect(rules.map((rule) => rule.text)).toEqual(['aws_good.*']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 2, text: line });
    expect(problems[0]?.sentence).toContain(sentence);
  });

  it('never hide more: a line that shows again holds although its comment is wrong', () => {
    for (const comment of ['until=2020-01-01', 'until=soon']) {
      const { rules, problems } = parseDriftIgnore(`*\n!aws_sqs_queue # ${comment}`);
      expect(problems).toHaveLength(1);
      expect(matchIgnore(rules, jobsQueue, TODAY).ignored).toBe(false);
    }
  });

  it('never make a pattern run away', () => {
    const subject = { ...whole, id: 'a'.repeat(2000) };
    expect(ignores(`aws_sqs_queue.${'*a'.repeat(200)}b`, subject)).toBe(false);
  });
});
