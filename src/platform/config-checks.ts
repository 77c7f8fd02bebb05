import { isAbsolute, relative, resolve } from 'node:path';
import { compilePolicies } from '#domain/decision/decision-policy.ts';
import { compileSeverityRules } from '#domain/policy/severity-rules.ts';
import { nameOf } from './config-problem.ts';
import type { Complaint, KeyPath } from './config-problem.ts';
import type { ConfigFile } from './config-schema.ts';
import { settlePolicy } from './decision-settings.ts';

/** What a schema cannot say: paths that leave the root, things said twice, conditions that do not compile. */
export function configComplaints(content: ConfigFile, root: string): readonly Complaint[] {
  return [
    ...pathComplaints(content, root),
    ...doubleStacks(content, root),
    ...severityComplaints(content),
    ...policyComplaints(content),
    ...metricSourceComplaints(content),
  ];
}

function pathComplaints(content: ConfigFile, root: string): readonly Complaint[] {
  const stacks = content.stacks ?? [];
  const files = [
    ...filesOf(['defaults'], content.defaults ?? {}),
    ...stacks.flatMap((stack, i) => filesOf(['stacks', i], stack)),
  ];
  // An absolute file is meant as it is written; a stack must lie inside, because its path is its name.
  const inside = files.filter(([, file]) => !isAbsolute(file));
  const folders = stacks.map((stack, i) => [['stacks', i, 'path'], stack.path] as const);
  // Records belong into the repository, where a reviewer sees them.
  const { folder } = content.decisions ?? {};
  const records = folder === undefined ? [] : [[['decisions', 'folder'], folder] as const];
  return [...folders, ...records, ...inside].flatMap(([path, written]) =>
    leaves(root, written) ? [leavingComplaint(path, written, root)] : [],
  );
}

function filesOf(
  at: KeyPath,
  { var_files = [], backend_config = [] }: NonNullable<ConfigFile['defaults']>,
): readonly (readonly [KeyPath, string])[] {
  const varFiles = var_files.map((file, i) => [at.concat('var_files', i), file] as const);
  const backend = backend_config.map((item, i) => [at.concat('backend_config', i), item] as const);
  return [...varFiles, ...backend.filter(([, item]) => !item.includes('='))];
}

function leaves(root: string, written: string): boolean {
  const way = relative(root, resolve(root, written));
  return way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way);
}

const leavingComplaint = (path: KeyPath, written: string, root: string): Complaint => ({
  path,
  message: `${nameOf(path)} leads to ${resolve(root, written)}, which is outside ${root}.`,
  hint: 'Name a path below the folder of kedge.yaml, or move kedge.yaml up.',
});

function doubleStacks(content: ConfigFile, root: string): readonly Complaint[] {
  const first = new Map<string, number>();
  return (content.stacks ?? []).flatMap((stack, i) => {
    const workspace = stack.workspace ?? content.defaults?.workspace ?? '';
    const key = `${resolve(root, stack.path)}\n${workspace}`;
    const earlier = first.get(key);
    if (earlier !== undefined) {
      const message = `\`stacks[${i}]\` is the same folder and workspace as \`stacks[${earlier}]\`.`;
      return [{ path: ['stacks', i, 'path'], message, hint: 'Keep one, or give them different workspaces.' }];
    }
    first.set(key, i);
    return [];
  });
}

function severityComplaints(content: ConfigFile): readonly Complaint[] {
  const rules = content.severity ?? [];
  return [
    ...usedTwice('severity', rules, 'rule'),
    ...rules.flatMap((rule, i) => {
      const { problems } = compileSeverityRules([{ ...rule, why: rule.why ?? '' }]);
      return problems.map(({ message }) => unusable(['severity', i, 'when'], `rule \`${rule.id}\``, message));
    }),
  ];
}

function policyComplaints(content: ConfigFile): readonly Complaint[] {
  const policies = content.policies ?? [];
  return [
    ...usedTwice('policies', policies, 'policy'),
    ...policies.flatMap((policy, i) => demandComplaints(policy, i)),
    ...policies.flatMap((policy, i) => {
      const { problems } = compilePolicies([settlePolicy(policy)]);
      return problems.map(({ message }) =>
        unusable(['policies', i, 'when'], `policy \`${policy.id}\``, message),
      );
    }),
  ];
}

function demandComplaints(
  { approvals, forbid }: NonNullable<ConfigFile['policies']>[number],
  i: number,
): readonly Complaint[] {
  if ((approvals === undefined) !== (forbid === undefined)) return [];
  const what = forbid === undefined ? 'demands nothing' : 'demands approvals and forbids at once';
  const hint = 'Write either `approvals: 1` or `forbid: true`.';
  return [{ path: ['policies', i], message: `\`policies[${i}]\` ${what}.`, hint }];
}

function usedTwice(
  key: string,
  items: readonly { readonly id: string }[],
  what: string,
): readonly Complaint[] {
  const seen = new Set<string>();
  return items.flatMap(({ id }, i) => {
    const twice = seen.has(id);
    seen.add(id);
    const message = `\`${key}[${i}].id\` is used by an earlier ${what}.`;
    return twice ? [{ path: [key, i, 'id'], message, hint: `Give each ${what} an id of its own.` }] : [];
  });
}

const unusable = (path: KeyPath, what: string, message: string): Complaint => ({
  path,
  message: `The ${what} cannot be used. ${message}`,
  hint: null,
});

/** Prices are of what another source counts; that one must be there, and count by itself. */
function metricSourceComplaints({ metric_sources: sources = {} }: ConfigFile): readonly Complaint[] {
  return Object.entries(sources).flatMap(([name, source]) => {
    if (source.kind !== 'priced') return [];
    const counted = sources[source.counts];
    if (counted !== undefined && counted.kind !== 'priced') return [];
    return [
      {
        path: ['metric_sources', name, 'counts'],
        message: `\`metric_sources.${name}.counts\` names ${JSON.stringify(source.counts)}, which is ${counted === undefined ? 'no source of this file' : 'a price itself'}.`,
        hint: 'Name a source that counts what is paid for, such as a Prometheus.',
      },
    ];
  });
}
