import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { expect } from 'vitest';

import { createCodeEditor } from '#adapters/hcl/edit/code-editor.ts';
import { renderPath } from '#domain/drift/attribute-path.ts';
import { configuredAttributes } from '#domain/drift/configured-attributes.ts';
import { joinPlan } from '#domain/drift/join-plan.ts';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import type { EditProposal, WantedEdit } from '#ports/code-editor.ts';
import { serveLightProvider, workspaceOf } from '#test/light-provider/applied-workspace.ts';
import type { LightWorkspace } from '#test/light-provider/workspace.ts';

import { changedLines } from './changed-lines.ts';
import type { Shape } from './shape.ts';

/**
 * The whole way with the real Terraform: apply, change reality, plan, edit, write, validate, plan again. An edit is
 * right when nothing is planned any more; a refusal when nothing was written.
 */
export async function proveShape(shape: Shape): Promise<void> {
  const provider = await serveLightProvider();
  const workspace = inEnvironment(await workspaceOf(provider, shape.files['main.tf'] ?? ''), shape);
  for (const [file, text] of Object.entries(shape.files)) await put(workspace, file, text);
  shape.before?.(provider.cloud);
  await succeed(workspace, ['init', '-no-color']);
  await succeed(workspace, ['apply', '-auto-approve', '-no-color', ...varFileFlags(shape)]);
  shape.drift(provider.cloud);
  const wanted = wantedFrom(await planOf(workspace, shape));
  expect(wanted, 'the change of reality is found').not.toEqual([]);
  const proposal = await createCodeEditor().propose({
    folder: workspace.folder,
    top: workspace.folder,
    workspace: 'default',
    varFiles: (shape.varFiles ?? []).map((file) => join(workspace.folder, file)),
    variablesInEnvironment: Object.keys(shape.environment ?? {}),
    hasRemovedBlocks: true,
    wanted,
    ...shape.request,
  });
  if (shape.refused !== undefined) return expectRefused(proposal, shape.refused);
  if ('refused' in proposal) throw new Error(`refused: ${JSON.stringify(proposal.refused, null, 1)}`);
  await provenByPlan(workspace, shape, proposal, wanted);
}

async function provenByPlan(
  workspace: LightWorkspace,
  shape: Shape,
  { edits, origins }: Extract<EditProposal, { edits: unknown }>,
  wanted: readonly WantedEdit[],
): Promise<void> {
  const wasFormatted = await isFormatted(workspace);
  const changed: Record<string, readonly string[]> = {};
  for (const { file, before, after } of edits) {
    expect(await readFile(file, 'utf8')).toBe(before);
    changed[relative(workspace.folder, file)] = changedLines(before, after);
    await writeFile(file, after);
  }
  expect(changed).toEqual(shape.changed);
  expect(new Set(origins.map(({ fingerprint }) => fingerprint))).toEqual(
    new Set(wanted.map(({ fingerprint }) => fingerprint)),
  );
  await succeed(workspace, ['validate', '-no-color']);
  const after = await planOf(workspace, shape);
  // What a removed block takes out of the state is gone in reality already.
  const forgotten = new Set(
    wanted.filter(({ kind }) => kind === 'remove').map(({ address }) => `${address}: forget`),
  );
  const planned = after.changes
    .map(({ address, actions }) => `${address}: ${actions.join()}`)
    .filter((change) => !change.endsWith(': no-op') && !forgotten.has(change));
  expect(planned).toEqual([]);
  expect(after.outputs).toEqual([]);
  if (wasFormatted) expect(await isFormatted(workspace), 'terraform fmt -check').toBe(true);
}

function expectRefused(proposal: EditProposal, refused: NonNullable<Shape['refused']>): void {
  if (!('refused' in proposal)) throw new Error(`edited: ${JSON.stringify(proposal.edits, null, 1)}`);
  const [first] = proposal.refused;
  expect(first?.sentence).toMatch(refused.says);
  expect(first?.reason).toBe(refused.reason);
  expect(first?.next).toMatch(/^[A-Z].*\.$/);
}

/** Every difference that a decision to adopt could be about. */
export function wantedFrom(plan: Plan): readonly WantedEdit[] {
  const { found } = joinPlan(plan, configuredAttributes(plan));
  return found.flatMap((difference): readonly WantedEdit[] => {
    const { address, after } = difference.resource;
    const fingerprint = `${address} ${renderPath(difference.path)} ${difference.change}`;
    if (difference.class === 'deleted') return [{ kind: 'remove', fingerprint, address }];
    if (difference.class !== 'conflict') return [];
    const { path, intent: now, reality: real } = difference;
    return [{ kind: 'value', fingerprint, address, path, now, real, reality: after ?? null }];
  });
}

async function planOf(workspace: LightWorkspace, shape: Shape): Promise<Plan> {
  await succeed(workspace, ['plan', '-out=plan.bin', '-no-color', ...varFileFlags(shape)]);
  const { stdout } = await workspace.terraform(['show', '-json', 'plan.bin']);
  const reading = readPlan(stdout);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.plan;
}

const varFileFlags = (shape: Shape): readonly string[] =>
  (shape.varFiles ?? []).map((file) => `-var-file=${file}`);

async function isFormatted(workspace: LightWorkspace): Promise<boolean> {
  return (await workspace.terraform(['fmt', '-check', '-recursive'])).exitCode === 0;
}

async function succeed(workspace: LightWorkspace, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await workspace.terraform(args);
  if (exitCode !== 0)
    throw new Error(`terraform ${args.join(' ')} ended with ${exitCode}:\n${stderr || stdout}`);
}

async function put(workspace: LightWorkspace, file: string, text: string): Promise<void> {
  const path = join(workspace.folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The environment goes with every run; a workspace made for one run sees none of it. */
function inEnvironment(workspace: LightWorkspace, shape: Shape): LightWorkspace {
  for (const [name, value] of Object.entries(shape.environment ?? {})) {
    (workspace.env as Record<string, string>)[`TF_VAR_${name}`] = value;
  }
  return workspace;
}
