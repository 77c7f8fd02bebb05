import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from './config.ts';
import type { LoadedConfig } from './config.ts';
import { configProblemText } from './config-problem-text.ts';
import { CONFIG_SCHEMA_ID, configJsonSchema } from './config-schema.ts';

const EVERYTHING = `
version: 1
project: shop
defaults:
  engine: tofu
  binary: ./bin/tofu
  timeout: 20m
  var_files: [common.tfvars]
  env: [FOO, BAR_*]
  schedule: 0 6 * * MON-FRI
  time_zone: Europe/Berlin
  account: shop-prod
stacks:
  - path: live/prod/
    name: production
    engine: terraform
    binary: terraform1.9
    workspace: blue
    timeout: 90
    lock: true
    var_files: [live/prod.tfvars, /etc/shared.tfvars]
    backend_config: ["bucket=a=b", live/backend.hcl]
    env: []
    skip: true
    owner: "@platform"
    channel: "#inc-network"
    team: core
    schedule: "@hourly"
    jitter: 0
    stale_after: 5
  - path: .
exclude: ["**/examples/**"]
concurrency: 3
provider_mirror: mirror
severity:
  - { id: mine/a, when: "after > 2", severity: critical, why: too much }
  - { id: mine/b, when: "class == 'deleted'", severity: low }
rules: { disable: [empty-and-null] }
drift: { count: [conflict, absorbed] }
decisions: { folder: docs/decisions, accept_at_most: 26w }
policies:
  - { id: two-for-prod, when: "stack == 'prod'", approvals: 1, why: production }
  - { id: no-accept, when: "severity == 'critical'", kinds: [accept, ignore], forbid: true }
objectives:
  { age_p50: 1d, age_p95: 2w, time_to_decide_p95: 12h, time_to_verify_p95: 1d12h, unknown_share: 5%, suppressed_share: 0.25, window: 90d }
flapping: { toggles: 4, window: 14d }
`;

const DAY_MS = 24 * 60 * 60 * 1000;

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-config-')));
  await mkdir(join(root, '.git'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function load(text: string): Promise<LoadedConfig> {
  await writeFile(join(root, 'kedge.yaml'), text);
  const loaded = await loadConfig(root);
  if ('problems' in loaded) throw new Error(loaded.problems.map(configProblemText).join('\n'));
  return loaded;
}

/** The problems as people see them, with the folder left out. */
async function problemsOf(text: string): Promise<readonly string[]> {
  await writeFile(join(root, 'kedge.yaml'), text);
  const loaded = await loadConfig(root);
  return 'problems' in loaded
    ? loaded.problems.map((problem) => configProblemText(problem).replaceAll(root, '<root>'))
    : [];
}

describe('finding kedge.yaml', () => {
  it('goes up to the Git top level and no further', async () => {
    const project = join(root, 'project');
    await mkdir(join(project, 'a', 'b'), { recursive: true });
    await writeFile(join(root, 'kedge.yaml'), 'concurrency: 7');
    expect(await loadConfig(join(project, 'a', 'b'))).toMatchObject({
      file: join(root, 'kedge.yaml'),
      root,
      config: { concurrency: 7 },
    });
    await writeFile(join(project, '.git'), 'gitdir: elsewhere');
    expect(await loadConfig(join(project, 'a', 'b'))).toMatchObject({
      file: null,
      root: project,
      config: { concurrency: null },
    });
  });

  it('prefers the nearest one', async () => {
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'kedge.yaml'), 'concurrency: 1');
    await writeFile(join(root, 'a', 'kedge.yaml'), 'concurrency: 2');
    expect(await loadConfig(join(root, 'a'))).toMatchObject({
      root: join(root, 'a'),
      config: { concurrency: 2 },
    });
  });

  it('says so when the file has a name that is not read, or cannot be read', async () => {
    await writeFile(join(root, 'kedge.yml'), '');
    expect(await loadConfig(root)).toMatchObject({
      problems: [{ file: join(root, 'kedge.yml'), line: 1, column: 1, hint: 'Rename it to kedge.yaml.' }],
    });
    await mkdir(join(root, 'kedge.yaml'));
    expect(await loadConfig(root)).toMatchObject({
      problems: [{ file: join(root, 'kedge.yaml'), message: expect.stringContaining('EISDIR') as string }],
    });
  });
});

describe('what kedge.yaml says', () => {
  it('is settled with defaults merged and paths made absolute', async () => {
    const { config } = await load(EVERYTHING);
    expect(config).toEqual({
      project: 'shop',
      defaults: {
        engine: 'tofu',
        binary: join(root, 'bin/tofu'),
        workspace: null,
        timeoutMs: 1_200_000,
        lock: false,
        varFiles: [join(root, 'common.tfvars')],
        backendConfig: [],
        env: ['FOO', 'BAR_*'],
        fast: 'on',
        schedule: { cron: '0 6 * * MON-FRI', timeZone: 'Europe/Berlin', jitterMs: 600_000, staleAfter: 3 },
        account: 'shop-prod',
      },
      stacks: [
        {
          path: 'live/prod',
          folder: join(root, 'live/prod'),
          name: 'production',
          engine: 'terraform',
          binary: 'terraform1.9',
          workspace: 'blue',
          timeoutMs: 90_000,
          lock: true,
          varFiles: [join(root, 'live/prod.tfvars'), '/etc/shared.tfvars'],
          backendConfig: ['bucket=a=b', join(root, 'live/backend.hcl')],
          env: [],
          fast: 'on',
          schedule: { cron: '@hourly', timeZone: 'Europe/Berlin', jitterMs: 0, staleAfter: 5 },
          account: 'shop-prod',
          skip: true,
          owner: '@platform',
          channel: '#inc-network',
          team: 'core',
        },
        {
          ...config.defaults,
          path: '.',
          folder: root,
          name: null,
          skip: false,
          owner: null,
          channel: null,
          team: null,
        },
      ],
      exclude: ['**/examples/**'],
      concurrency: 3,
      providerMirror: join(root, 'mirror'),
      severity: [
        { id: 'mine/a', when: 'after > 2', severity: 'critical', why: 'too much' },
        {
          id: 'mine/b',
          when: "class == 'deleted'",
          severity: 'low',
          why: 'matches the rule mine/b of kedge.yaml',
        },
      ],
      disabledRules: ['empty-and-null'],
      countedClasses: ['conflict', 'absorbed'],
      decisions: { folder: join(root, 'docs/decisions'), acceptAtMostMs: 26 * 7 * DAY_MS },
      policies: [
        {
          id: 'two-for-prod',
          when: "stack == 'prod'",
          kinds: null,
          demand: { approvals: 1 },
          why: 'production',
        },
        {
          id: 'no-accept',
          when: "severity == 'critical'",
          kinds: ['accept', 'ignore'],
          demand: { forbid: true },
          why: 'the policy no-accept of kedge.yaml',
        },
      ],
      objectives: {
        ageP50Ms: DAY_MS,
        ageP95Ms: 14 * DAY_MS,
        timeToDecideP95Ms: DAY_MS / 2,
        timeToVerifyP95Ms: 1.5 * DAY_MS,
        unknownShare: 0.05,
        suppressedShare: 0.25,
        windowMs: 90 * DAY_MS,
      },
      flapping: { toggles: 4, windowMs: 14 * DAY_MS },
      metricSources: {},
    });
  });

  it.each([
    ['an empty file', ''],
    ['comments alone', '# nothing yet\n'],
    ['keys with nothing behind them', 'version: 1\ndefaults:\nstacks:\nseverity:\n'],
  ])('may be nothing: %s', async (_what, text) => {
    const { config } = await load(text);
    expect(config).toMatchObject({
      defaults: { engine: null, timeoutMs: 900_000, lock: false, env: [] },
      stacks: [],
      countedClasses: ['conflict', 'deleted', 'output_effect'],
      project: null,
      decisions: { folder: join(root, 'decisions'), acceptAtMostMs: 365 * DAY_MS },
      policies: [],
      objectives: { ageP50Ms: null, unknownShare: null, windowMs: 30 * DAY_MS },
      flapping: { toggles: 3, windowMs: 7 * DAY_MS },
      metricSources: {},
    });
  });

  it('may use anchors and merge keys', async () => {
    const { config } = await load('stacks:\n  - &a { path: a, owner: "@x" }\n  - { <<: *a, path: b }\n');
    expect(config.stacks.map(({ path, owner }) => [path, owner])).toEqual([
      ['a', '@x'],
      ['b', '@x'],
    ]);
  });
});

describe('what is wrong in kedge.yaml', () => {
  it.each([
    ['stack: []', '1:1: The file has the unknown key `stack`. Seen: "stack". Did you mean `stacks`?'],
    [
      'stacks:\n  - path: a\n    wrkspace: b',
      '3:5: `stacks[0]` has the unknown key `wrkspace`. Seen: "wrkspace". Did you mean `workspace`?',
    ],
    [
      'rules:\n  zzzzzz: 1',
      '2:3: `rules` has the unknown key `zzzzzz`. Seen: "zzzzzz". The keys there are: disable.',
    ],
    ['stacks:\n  - name: a', '2:5: `stacks[0]` needs `path`. Add `path:`.'],
    [
      'stacks: a',
      '1:9: `stacks` must be a list. Seen: "a". Write each item on a line of its own behind `- `.',
    ],
    ['stacks: [a]', '1:10: `stacks[0]` must be a map of keys. Seen: "a".'],
    ['version: 2', '1:10: `version` must be 1. Seen: 2.'],
    [
      'defaults:\n  engine: terrafrom',
      '2:11: `defaults.engine` must be one of terraform, tofu. Seen: "terrafrom". Did you mean `terraform`?',
    ],
    [
      'defaults: { lock: yes }',
      '1:19: `defaults.lock` must be true or false. Seen: "yes". In YAML 1.2 this is a text. Write true or false.',
    ],
    [
      'defaults: { timeout: 15 minutes }',
      '1:22: `defaults.timeout` cannot be used: `15 minutes` is not a duration. Write it like 90s, 15m or 1h30m. Seen: "15 minutes".',
    ],
    [
      'defaults: { timeout: 0s }',
      '1:22: `defaults.timeout` cannot be used: `0s` is out of range. Write more than 0s and at most 576h. Seen: "0s".',
    ],
    [
      'defaults: { env: [FOO-BAR] }',
      '1:19: `defaults.env[0]` must be a variable name, or its start with `*` behind it. Seen: "FOO-BAR".',
    ],
    [
      'defaults: { timeout: true }',
      '1:22: `defaults.timeout` must be a duration such as 90s, 15m or 1h30m, or a number of seconds. Seen: true.',
    ],
    ['concurrency: 0', '1:14: `concurrency` must be more than 0. Seen: 0.'],
    ['concurrency: 1.5', '1:14: `concurrency` must be a whole number. Seen: 1.5.'],
    ['provider_mirror: ""', '1:18: `provider_mirror` must not be empty. Seen: "".'],
    [
      'binary: 1',
      '1:1: The file has the unknown key `binary`. Seen: "binary". The keys there are: version, project, defaults, stacks, exclude, concurrency, provider_mirror, severity, rules, drift, decisions, policies, objectives, flapping, metric_sources.',
    ],
    [
      'drift: { count: [conflicts] }',
      '1:18: `drift.count[0]` must be one of conflict, deleted, output_effect, absorbed, unapplied_code. Seen: "conflicts". Did you mean `conflict`?',
    ],
    [
      'severity:\n  - id: a\n    when: resource.typ == "x"\n    severity: low',
      '3:11: The rule `a` cannot be used. There is no `resource.typ`. Did you mean `resource.type`? Seen: "resource.typ == \\"x\\"".',
    ],
    [
      'severity: [{ id: a, when: "after >", severity: low }]',
      '1:27: The rule `a` cannot be used. The condition is not valid CEL at character 7: found >. Seen: "after >".',
    ],
    [
      'severity: [{ id: a, when: "true", severity: low }, { id: a, when: "true", severity: low }]',
      '1:58: `severity[1].id` is used by an earlier rule. Seen: "a". Give each rule an id of its own.',
    ],
    [
      'stacks: [{ path: a/../.. }]',
      '1:18: `stacks[0].path` leads to <parent>, which is outside <root>. Seen: "a/../..". Name a path below the folder of kedge.yaml, or move kedge.yaml up.',
    ],
    [
      'defaults: { var_files: [../x.tfvars] }',
      '1:25: `defaults.var_files[0]` leads to <parent>/x.tfvars, which is outside <root>. Seen: "../x.tfvars". Name a path below the folder of kedge.yaml, or move kedge.yaml up.',
    ],
    [
      'stacks: [{ path: a }, { path: ./a/ }]',
      '1:31: `stacks[1]` is the same folder and workspace as `stacks[0]`. Seen: "./a/". Keep one, or give them different workspaces.',
    ],
    ['[a, b]', '1:1: The file must be a map of keys.'],
  ])('is named with its place, what was seen, and what to do: %s', async (text, expected) => {
    const parent = join(root, '..');
    const problems = await problemsOf(text);
    expect(
      problems.map((line) =>
        line.replaceAll(`to ${parent}/`, 'to <parent>/').replaceAll(`to ${parent},`, 'to <parent>,'),
      ),
    ).toEqual([`<root>/kedge.yaml:${expected}`]);
  });

  it.each([
    ['a: [1', 'The file is not valid YAML'],
    ['concurrency: 1\nconcurrency: 2', 'Map keys must be unique'],
    ['version: 1\n---\nversion: 1', 'not valid YAML'],
    ['exclude: *nowhere', 'not valid YAML'],
    ['\tversion: 1', 'not valid YAML'],
  ])('is told when it is no YAML: %j', async (text, message) => {
    const problems = await problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(message);
    expect(problems.join('\n')).not.toContain('    at ');
  });

  it('never multiplies aliases without end', async () => {
    const layers = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(',')}]`,
    );
    expect(await problemsOf(`l0: &l0 [x]\n${layers.join('\n')}`)).toEqual([
      expect.stringContaining('not valid YAML') as string,
    ]);
  });

  it('is all told at once, in the order of the file', async () => {
    const problems = await problemsOf('zoncurrency: 1\ndefaults:\n  lock: 1\n  engin: tofu\nversion: 3\n');
    expect(problems.map((line) => line.split(':')[1])).toEqual(['1', '3', '4', '5']);
  });

  it('never shows backend settings, which may hold a key', async () => {
    const problems = await problemsOf('defaults:\n  backend_config: secret_key=hunter2\n');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('`defaults.backend_config` must be a list');
    expect(problems[0]).not.toContain('hunter2');
  });

  it('keeps a long value short', async () => {
    expect((await problemsOf(`version: ${'x'.repeat(500)}`))[0]?.length).toBeLessThan(250);
  });
});

describe('the JSON Schema of kedge.yaml', () => {
  it('takes what Kedge takes and refuses what it refuses', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(configJsonSchema());
    expect(validate(parse(EVERYTHING))).toBe(true);
    for (const wrong of [
      { stack: [] },
      { stacks: [{ name: 'a' }] },
      { version: 2 },
      { defaults: { timeout: '15' } },
    ]) {
      expect(validate(wrong)).toBe(false);
    }
    expect(configJsonSchema()).toMatchObject({ $id: CONFIG_SCHEMA_ID });
  });
});
