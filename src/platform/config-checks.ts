import { isAbsolute, relative, resolve } from 'node:path';
import { compileSeverityRules } from '#domain/policy/severity-rules.ts';
import { nameOf } from './config-problem.ts';
import type { Complaint, KeyPath } from './config-problem.ts';
import type { ConfigFile } from './config-schema.ts';

/** What a schema cannot say: paths that leave the root, things said twice, conditions that do not compile. */
export function configComplaints(content: ConfigFile, root: string): readonly Complaint[] {
  return [...pathComplaints(content, root), ...doubleStacks(content, root), ...severityComplaints(content)];
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
  return [...folders, ...inside].flatMap(([path, written]) =>
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
  const seen = new Set<string>();
  return (content.severity ?? []).flatMap((rule, i) => {
    const twice = seen.has(rule.id);
    seen.add(rule.id);
    const complaints: Complaint[] = [];
    if (twice) {
      const message = `\`severity[${i}].id\` is used by an earlier rule.`;
      complaints.push({ path: ['severity', i, 'id'], message, hint: 'Give each rule an id of its own.' });
    }
    const { problems } = compileSeverityRules([{ ...rule, why: rule.why ?? '' }]);
    for (const { message } of problems) {
      complaints.push({
        path: ['severity', i, 'when'],
        message: `The rule \`${rule.id}\` cannot be used. ${message}`,
        hint: null,
      });
    }
    return complaints;
  });
}
