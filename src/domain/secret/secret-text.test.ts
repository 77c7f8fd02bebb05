import { describe, expect, it } from 'vitest';
import { findSecrets, LONGEST_TEXT, matchRule, TEXT_RULES } from './secret-text.ts';

const parts = (text: string): readonly string[] =>
  findSecrets(text).map(({ start, end }) => text.slice(start, end));
const encode = (text: string): string => btoa(text);
const many = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length));

describe('every text rule', () => {
  it.each(TEXT_RULES)('$id finds its example and leaves its counter-example', (rule) => {
    expect(matchRule(rule, rule.example)).toHaveLength(1);
    expect(matchRule(rule, rule.counterExample)).toEqual([]);
    expect(rule.hints.some((hint) => rule.example.toLowerCase().includes(hint))).toBe(true);
    expect(findSecrets(rule.example)).not.toEqual([]);
  });

  it('has an id of its own', () => {
    expect(new Set(TEXT_RULES.map(({ id }) => id)).size).toBe(TEXT_RULES.length);
  });
});

describe('values that stand beside a secret name', () => {
  it.each([
    ['export DB_PASSWORD=hunter2', ['hunter2']],
    ['"password": "hunter2", "user": "app"', ['hunter2']],
    [String.raw`{\"password\": \"hunter2\"}`, ['hunter2']],
    ["client_secret = 'a b c'", ['a b c']],
    ['password = "say \\"hi\\" now"', ['say \\"hi\\" now']],
    ['app --db-password hunter2 --verbose', ['hunter2']],
    ['app --db-password=hunter2', ['hunter2']],
    ['java -DdbPassword=hunter2 -jar app.jar', ['hunter2']],
    ['Server=db;User Id=sa;Password=a b c;Encrypt=yes', ['a b c']],
    ['host=db user=app password=hunter2 sslmode=require', ['hunter2']],
    ['jdbc:sqlserver://db:1433;user=sa;password=hunter2', ['hunter2']],
    ['jdbc:mysql://db/app?user=a&password=hunter2&ssl=1', ['hunter2']],
    ['https://api.internal/v1?token=hunter2&page=2', ['hunter2']],
    ['//registry.npmjs.org/:_authToken=hunter2', ['hunter2']],
    ['password: correct horse; battery, staple', ['correct horse; battery, staple']],
    ['  - name: DB_PASSWORD\n    value: hunter2', ['hunter2']],
    ['<add key="DbPassword" value="hunter2" />', ['hunter2']],
    ['<password>hunter2</password>', ['hunter2']],
    ['private_key: |\n  line one\n  line two\nnext: 1', ['  line one\n  line two\n']],
    ['token = <<EOT\nhunter2\nEOT\n', ['hunter2']],
    ['secret = trimspace("hunter2")', ['hunter2']],
    ['passwords = ["a1", "b2"]', ['"a1", "b2"']],
    ['PGPASSWORD=hunter2 psql -h db', ['hunter2']],
    ['foo=1 password=hunter2', ['hunter2']],
    ['cmd="password=hunter2"', ['hunter2']],
    ['    - DB_PASSWORD=two words', ['two words']],
    ['FROM x\nENV DB_PASSWORD hunter2', ['hunter2']],
    ['[Environment]::SetEnvironmentVariable("DB_PASSWORD", "hunter2")', ['hunter2']],
    ['kubectl create secret generic db --from-literal=password=hunter2', ['hunter2']],
    ['$env:API_TOKEN = "hunter2"', ['hunter2']],
    ['os.environ["API_TOKEN"] = "hunter2"', ['hunter2']],
    ["PASSWORD='$ecret'", ['$ecret']],
    ['password: |\n(sensitive)\n', []],
    ['PASSWORD==a[b{c', ['=a[b{c']],
    ['export TOKEN=~[x;y', ['~[x;y']],
    ['postgres://app:p@ss#w/rd@db.internal/app', ['p@ss#w/rd']],
    ['db.internal:5432:app:rw:a:b', ['a:b']],
  ])('are found in %j', (text, secrets) => {
    expect(parts(text)).toEqual(secrets);
  });

  it.each([
    'password = var.db_password',
    'password = random_password.db.result',
    'PASSWORD=$(aws ssm get-parameter --name /app/db)',
    'PASSWORD=${DB_PASSWORD}',
    'password: {{ vault_password }}',
    'password = "(sensitive)"',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
    'image: registry.internal/auth:v1.2.3',
    'secret_name = "prod/db"',
    'aws secretsmanager get-secret-value --secret-id prod/db',
    'http_tokens = "required"',
    'http://auth:8080/healthz',
    'Type: AWS::SecretsManager::Secret',
    'secretsmanager:GetSecretValue',
    'manage_master_user_password = true',
    'if [ "$token" == "" ]; then exit 1; fi',
  ])('are not found in %j', (text) => {
    expect(parts(text)).toEqual([]);
  });
});

describe('encoded text', () => {
  it('is secret as a whole when what it holds is', () => {
    const text = encode('#!/bin/sh\nexport DB_PASSWORD=hunter2\n');
    expect(findSecrets(text)).toEqual([{ start: 0, end: text.length, kind: 'encoded' }]);
  });

  it('is read through line breaks, and when it is encoded twice', () => {
    const once = encode('#!/bin/sh\nexport DB_PASSWORD=hunter2\nexport STAGE=production\n');
    const wrapped = (once.match(/.{1,20}/g) ?? []).join('\n');
    expect(findSecrets(wrapped)).toEqual([{ start: 0, end: wrapped.length, kind: 'encoded' }]);
    expect(findSecrets(encode(once))).toHaveLength(1);
  });

  it('is read as UTF-16, as PowerShell writes it', () => {
    const wide = encode('$password = "hunter2"; Start-App'.replaceAll(/./g, '$&\0'));
    expect(findSecrets(wide).map(({ kind }) => kind)).toEqual(['encoded']);
  });

  it('is no mystery when it holds readable text without a secret', () => {
    expect(findSecrets(encode('#!/bin/bash\nyum update -y\nsystemctl enable --now httpd\n'))).toEqual([]);
  });
});

describe('opaque tokens', () => {
  it.each([
    'q7Zt2LmXw8RbYc5Nd7HsJf4GpTaUe6oQiKr3Vv9',
    'hX3k-9dQ2_LmZ8vB5nR7tYpW4sKcJ6gF1aEuN0iOxTq',
    'k3Vq9ZtLm2/Xw8RbYc5+Nd7HsJf4GpTaUe6oQiKr',
  ])('are found: %s', (token) => {
    expect(findSecrets(token).map(({ kind }) => kind)).toEqual(['opaque']);
    expect(findSecrets(token, { opaque: false })).toEqual([]);
  });
});

describe('hostile text', () => {
  it.each([
    ['a quoted value', `password="${'a'.repeat(1_990_000)}"`],
    ['a bare value', `password=${'a'.repeat(1_990_000)}`],
    ['a block', `password: |\n${' a\n'.repeat(660_000)}`],
    ['an open key', `-----BEGIN RSA PRIVATE KEY-----${'a'.repeat(1_990_000)}`],
  ])('as long as may be does not exhaust the stack: %s', (_, text) => {
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(findSecrets(text)).toHaveLength(1);
  });

  it('that is longer than anyone reads counts as secret as a whole', () => {
    const text = 'a '.repeat(LONGEST_TEXT);
    expect(findSecrets(text)).toEqual([{ start: 0, end: text.length, kind: 'unread' }]);
  });

  it.each([
    ['one sign', many('a')],
    ['slashes', many('/')],
    ['backslashes', many('\\')],
    ['quotes', many('"')],
    ['blanks', many(' ')],
    ['line breaks', many('\n')],
    ['names without values', many('password= ')],
    ['names in a row', many('password=')],
    ['tight colons', many('token:')],
    ['open URLs', many('a://b:')],
    ['URL starts', many('http://')],
    ['open key blocks', many('-----BEGIN PRIVATE KEY----- ')],
    ['certificates', many('-----BEGIN CERTIFICATE-----\n')],
    ['JWT starts', many('eyJhbGciOi.')],
    ['curl starts', many('curl -u ')],
    ['mysql starts', many('mysql ')],
    ['here-documents', many('token=<<A\n')],
    ['block scalars', many('token: |\n ')],
    ['base64', many('QUtJQQ')],
    ['access keys', many('AKIAQX7JZ2MPLW4T6NRV ')],
    ['hash marks', many('password: # ')],
    ['brackets', many('password=)')],
    ['tags', many('<password ')],
    ['ARNs', many('arn:aws:iam::')],
    ['semicolons', many('password=;')],
    ['dollars', many('$6$a$')],
    ['capitals', many('AbC1')],
    ['name pairs', many('name: x, ')],
    ['connection strings', many(';password')],
    ['login words', many('login x password ')],
    ['cloud-init', many('chpasswd:\nlist:\n ')],
  ])('of a megabyte is read to its end: %s', (_, text) => {
    expect(findSecrets(text).every(({ start, end }) => start < end && end <= text.length)).toBe(true);
  });
});
