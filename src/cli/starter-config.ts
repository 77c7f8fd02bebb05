import { stringify } from 'yaml';
import type { FoundStacks } from '#workflows/find-stacks.ts';

/** A kedge.yaml that scans exactly what is found without it, and shows what could be said. */
export function starterConfig(found: FoundStacks): string {
  return [
    '# Settings of Kedge. Everything is optional; `kedge schema config` prints the JSON Schema for your editor.',
    'version: 1',
    '',
    '# For every stack that does not say otherwise.',
    'defaults:',
    '  # engine: terraform        # or tofu; default: what is on the PATH, terraform first',
    '  # workspace: default       # default: the one selected in the folder',
    '  timeout: 15m               # for one stack, init and plan together',
    '  lock: false                # true takes the state lock while planning',
    '  # var_files: [prod.tfvars] # from the folder of this file',
    '  # env: [MY_TOKEN, MY_*]    # more variables that may reach the engine',
    '',
    ...stackLines(found),
    ...passedOverLines(found),
    '# Folders that are not looked into.',
    'exclude: []',
    '# exclude: ["**/examples/**"]',
    '',
    '# Classes that make a stack drifted; absorbed and unapplied_code are reported apart.',
    'drift:',
    '  count: [conflict, deleted, output_effect]',
    '',
    '# Your own severities, asked before the shipped ones (`kedge rules`). Conditions are CEL.',
    '# severity:',
    '#   - id: payments-are-critical',
    "#     when: resource.module.startsWith('module.payments')",
    '#     severity: critical',
    '#     why: the payment platform',
    '',
    '# Noise rules to switch off; the report then shows what they would have taken.',
    '# rules: { disable: [same-text] }',
    '',
    '# What takes a second person, and what nobody may decide (docs/configuration.md).',
    '# policies:',
    '#   - id: deletions-take-two',
    "#     when: class == 'deleted' || destroy",
    '#     approvals: 1',
    '',
    '# What ages, times and shares are held against: `kedge drift slo`.',
    '# objectives: { age_p95: 7d, time_to_decide_p95: 2d, unknown_share: 5% }',
    '',
  ].join('\n');
}

function stackLines(found: FoundStacks): readonly string[] {
  if (found.stacks.length === 0) {
    return ['# No stack was found. List them here.', '# stacks:', '#   - path: envs/prod', ''];
  }
  return [
    '# Found below this folder. A stack that is not listed is found all the same; list one to give it options.',
    'stacks:',
    ...found.stacks.map(({ path }) => `  - path: ${stringify(path).trim()}`),
    '    # name: prod             # what reports call it; default: the path',
    '    # owner: "@platform"     # exactly one; decisions carry it',
    '    # channel: "#inc-network" # where decisions are talked about',
    '    # skip: true',
    '',
  ];
}

function passedOverLines(found: FoundStacks): readonly string[] {
  if (found.passedOver.length === 0) return [];
  const some = found.passedOver.slice(0, 20).map(({ path, why }) => `#   ${oneLine(path)}: ${why}`);
  return ['# Passed over:', ...some, ''];
}

/** A folder's name may hold a line end, which would leave the comment. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, ' ');
