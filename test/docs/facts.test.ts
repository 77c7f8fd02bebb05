import { describe, expect, it } from 'vitest';
import { EXIT, EXIT_STYLES, exitCodeFor } from '#cli/exit-code.ts';
import { FORMAT_NAMES } from '#cli/report/formats.ts';
import { buildReport } from '#domain/drift/build-report.ts';
import { COUNTED_BY_DEFAULT, DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { NOISE_RULES } from '#domain/drift/noise/noise-rules.ts';
import { REPORT_VERSION, type StackReport } from '#domain/drift/report.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { UNKNOWN_MEANING, UNKNOWN_REASONS } from '#domain/drift/stack-status.ts';
import { POLICY_VARIABLES } from '#domain/decision/decision-policy.ts';
import { DECISION_KINDS } from '#domain/decision/decision.ts';
import { CONDITION_FUNCTIONS } from '#domain/policy/condition-functions.ts';
import { parseDriftIgnore } from '#domain/policy/drift-ignore.ts';
import { SEVERITY_VARIABLES } from '#domain/policy/severity-subject.ts';
import { configJsonSchema } from '#platform/config-schema.ts';
import { ALLOWED_ENVIRONMENT, WITHHELD_ENVIRONMENT } from '#platform/environment.ts';
import { parseConfigFile } from '#platform/parse-config.ts';
import { allPages, blocksOf, codeIn, readPage, tableOf } from './markdown-page.ts';

const drift = readPage('docs/drift.md');
const scan = readPage('docs/scan.md');
const configuration = readPage('docs/configuration.md');

const names = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.flatMap(([first = '']) => codeIn(first));

function stackWith(status: StackReport['status']): StackReport {
  return {
    id: status,
    path: status,
    workspace: 'default',
    owner: null,
    engine: null,
    status,
    unknown: null,
    resources_read: 0,
    totals: { found: 0, reported: 0, suppressed: [] },
    differences: [],
    suppressed: [],
    moves: [],
    warnings: [],
  };
}

const reportOf = (...statuses: readonly StackReport['status'][]) =>
  buildReport(statuses.map(stackWith), { toolVersion: '0', scannedAt: '' });

describe('docs/drift.md', () => {
  it('has every class, in its table and in the README, and says which count', () => {
    expect(names(tableOf(drift, 'class'))).toEqual(expect.arrayContaining([...DRIFT_CLASSES]));
    const rows = tableOf(readPage('README.md'), 'class');
    expect(names(rows).toSorted()).toEqual([...DRIFT_CLASSES].toSorted());
    const counted = rows.filter((cells) => cells.at(-1) === 'yes');
    expect(names(counted)).toEqual(COUNTED_BY_DEFAULT);
    expect(names(tableOf(drift, 'class').filter((cells) => cells.at(-1) === 'yes'))).toEqual(
      COUNTED_BY_DEFAULT,
    );
  });

  it('has every noise rule with its title, in the order in which they are asked', () => {
    const rows = tableOf(drift, 'rule').map(([id, title, holds]) => [codeIn(id ?? '')[0], title, holds]);
    expect(rows).toEqual(
      NOISE_RULES.map(({ id, title, holds }) => [id, title, holds === 'always' ? 'always' : 'plan silent']),
    );
  });

  it('has every reason for unknown with its sentence and next step', () => {
    const plain = (text: string): string => text.replaceAll('`', '');
    const rows = tableOf(drift, 'reason').map((cells) => cells.map(plain));
    expect(rows).toEqual(
      UNKNOWN_REASONS.map((reason) => [
        reason,
        plain(UNKNOWN_MEANING[reason].what),
        plain(UNKNOWN_MEANING[reason].next),
      ]),
    );
  });

  it('is the only source of reasons that troubleshooting names', () => {
    const symptoms = [...readPage('docs/troubleshooting.md').prose.matchAll(/`unknown`, `(\w+)`/g)];
    expect(symptoms.length).toBeGreaterThan(5);
    for (const [, reason] of symptoms) expect(UNKNOWN_REASONS).toContain(reason);
  });
});

describe('docs/scan.md', () => {
  it('has the exit codes of every style', () => {
    const rows = tableOf(scan, 'outcome');
    const reports = [reportOf('in_sync'), reportOf('drifted', 'unknown'), reportOf('unknown', 'in_sync')];
    const codes = reports.map((report) => EXIT_STYLES.map((style) => String(exitCodeFor(report, style))));
    expect(rows.map((cells) => cells.slice(1))).toEqual(codes);
    const readme = tableOf(readPage('README.md'), 'code').map(([code]) => Number(code));
    const { interrupted: _interrupted, ...others } = EXIT;
    expect(readme).toEqual(Object.values(others));
    expect(scan.prose).toContain(`${EXIT.refused} and ${EXIT.missed} are no codes of a scan`);
    expect(scan.prose).toContain(`${EXIT.interrupted} when the scan was interrupted`);
  });

  it('has the variables that reach the engine, all of them and no others', () => {
    const listed = tableOf(scan, 'group').flatMap(([, variables = '']) => codeIn(variables));
    expect(listed.toSorted()).toEqual([...ALLOWED_ENVIRONMENT].toSorted());
    for (const name of WITHHELD_ENVIRONMENT) expect(codeIn(scan.prose)).toContain(name);
  });
});

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

describe('docs/configuration.md', () => {
  const schema = configJsonSchema() as Shape;
  const keysOf = (shape: Shape | undefined): readonly string[] => Object.keys(shape?.properties ?? {});

  it('has every key of kedge.yaml', () => {
    const [top, common, stackOnly] = [
      names(tableOf(configuration, 'key', 'what it says')),
      names(tableOf(configuration, 'key', 'what it says', 'default')),
      keysOf(schema.properties?.['stacks']?.items).filter(
        (key) => !keysOf(schema.properties?.['defaults']).includes(key),
      ),
    ];
    expect(top.toSorted()).toEqual(keysOf(schema).toSorted());
    expect(common.toSorted()).toEqual(keysOf(schema.properties?.['defaults']).toSorted());
    const section = configuration.prose.split('Only under a stack:')[1]?.split('\n## ')[0] ?? '';
    expect(names(tableOf({ ...configuration, prose: section }, 'key')).toSorted()).toEqual(
      stackOnly.toSorted(),
    );
  });

  it('has every variable and function of conditions', () => {
    expect(names(tableOf(configuration, 'variable')).toSorted()).toEqual(
      Object.keys(SEVERITY_VARIABLES).toSorted(),
    );
    const { element: _element, values: _values, ...shared } = SEVERITY_VARIABLES;
    const decidedWith = names(tableOf(configuration, 'decided with').map(([first = '']) => [first]));
    expect([...Object.keys(shared), ...decidedWith].toSorted()).toEqual(
      Object.keys(POLICY_VARIABLES).toSorted(),
    );
    const rows = tableOf(configuration, 'function').map(([call, gives]) => [codeIn(call ?? '')[0], gives]);
    expect(rows).toEqual(Object.entries(CONDITION_FUNCTIONS));
    for (const severity of SEVERITIES) expect(codeIn(configuration.prose)).toContain(severity);
  });

  it('has every setting of decisions and every objective', () => {
    const under = (key: string): readonly string[] => keysOf(schema.properties?.[key]).toSorted();
    expect(names(tableOf(configuration, 'decisions')).toSorted()).toEqual(under('decisions'));
    expect(names(tableOf(configuration, 'objective')).toSorted()).toEqual(under('objectives'));
    for (const key of under('flapping')) expect(codeIn(configuration.prose)).toContain(key);
    for (const kind of DECISION_KINDS) expect(codeIn(configuration.prose)).toContain(kind);
  });

  it('shows only settings that can be used', () => {
    const blocks = blocksOf(configuration, 'yaml');
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of [...blocks, ...blocksOf(readPage('docs/memory.md'), 'yaml')])
      expect(parseConfigFile('kedge.yaml', block, '/infra')).toHaveProperty('content');
    const disabled = blocks.flatMap((block) => [...(/disable: \[([\w-]+)\]/.exec(block) ?? [])].slice(1));
    for (const id of disabled) expect(NOISE_RULES.map((rule) => rule.id)).toContain(id);
  });
});

describe('the pages', () => {
  it('show only lines of .driftignore that can be read', () => {
    const blocks = allPages().flatMap((page) => blocksOf(page, 'gitignore'));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(parseDriftIgnore(block).problems).toEqual([]);
  });

  it('speak of the formats and the version there are', () => {
    const report = readPage('docs/report.md');
    const described = [...report.prose.matchAll(/^- \*\*(\w+)\*\*: /gm)].map((found) => found[1] ?? '');
    expect(['json', ...described].toSorted()).toEqual([...FORMAT_NAMES].toSorted());
    expect(report.prose).toContain(`\`version\` is \`${REPORT_VERSION}\``);
  });
});
