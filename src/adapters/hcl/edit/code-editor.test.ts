import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Json } from '#domain/json.ts';
import type { EditProposal, WantedEdit } from '#ports/code-editor.ts';

import { folderWith } from '../folder-for-test.ts';
import { createCodeEditor } from './code-editor.ts';

const wanted = (address: string, attribute: string, now: Json, real: Json): WantedEdit => ({
  kind: 'value',
  fingerprint: address,
  address,
  path: [{ kind: 'attribute', name: attribute }],
  now,
  real,
  reality: { [attribute]: real },
});

async function proposed(
  files: Readonly<Record<string, string>>,
  ...edits: readonly WantedEdit[]
): Promise<EditProposal> {
  const folder = await folderWith(files);
  return createCodeEditor().propose({
    folder,
    top: folder,
    workspace: 'default',
    varFiles: [join(folder, 'absent.tfvars')],
    variablesInEnvironment: [],
    hasRemovedBlocks: true,
    wanted: edits,
  });
}

const reasons = (proposal: EditProposal): readonly string[] =>
  'refused' in proposal ? proposal.refused.map(({ reason }) => reason) : ['edited'];

describe('a module from elsewhere, as init installed it', () => {
  const files = {
    'main.tf': 'module "q" {\n  source = "example/queue/aws"\n  size   = 1\n}\n',
    '.terraform/modules/modules.json':
      '{"Modules":[{"Key":"","Dir":"."},{"Key":"q","Dir":".terraform/modules/q"}]}',
    '.terraform/modules/q/main.tf':
      'variable "size" {}\nvariable "depth" {\n  default = 3\n}\nresource "a" "b" {\n  size  = var.size\n  depth = var.depth\n  width = 2\n}\n',
  };

  it('is followed to the inputs of its call', async () => {
    const proposal = await proposed(
      files,
      wanted('module.q.a.b', 'size', 1, 5),
      wanted('module.q.a.b', 'depth', 3, 4),
    );
    if ('refused' in proposal) throw new Error(JSON.stringify(proposal.refused));
    expect(proposal.edits.map(({ after }) => after)).toEqual([
      'module "q" {\n  source = "example/queue/aws"\n  size   = 5\n  depth  = 4\n}\n',
    ]);
    expect(proposal.origins.map(({ what, line }) => `${what} ${line}`)).toEqual([
      'input "size" of module "q" 3',
      'module "q" 4',
    ]);
  });

  it('is itself never written to', async () => {
    expect(reasons(await proposed(files, wanted('module.q.a.b', 'width', 2, 5)))).toEqual(['remote_module']);
    const { 'main.tf': main } = files;
    expect(reasons(await proposed({ 'main.tf': main }, wanted('module.q.a.b', 'width', 2, 5)))).toEqual([
      'remote_module',
    ]);
  });
});

it('refuses what it cannot read or does not find, each with its reason', async () => {
  const at = (address: string): WantedEdit => wanted(address, 'size', 1, 5);
  expect(reasons(await proposed({ 'main.tf': 'resource "a" "b" {\n  size = \n' }, at('a.b')))).toEqual([
    'syntax',
  ]);
  expect(reasons(await proposed({ 'main.tf': '' }, at('a.b')))).toEqual(['not_written']);
  expect(reasons(await proposed({ 'main.tf': '' }, at('output.x')))).toEqual(['unsupported']);
  const code = 'variable "size" {}\nresource "a" "b" {\n  size = var.size\n}\n';
  expect(reasons(await proposed({ 'main.tf': code }, at('a.b')))).toEqual(['not_written']);
});

it('gives all or nothing', async () => {
  const code = 'resource "a" "b" {\n  size = 1\n  area = 1 * 2\n}\n';
  const proposal = await proposed(
    { 'main.tf': code },
    wanted('a.b', 'size', 1, 5),
    wanted('a.b', 'area', 2, 5),
  );
  expect(reasons(proposal)).toEqual(['computed']);
});

it('changes nothing where nothing is wanted', async () => {
  expect(await proposed({ 'main.tf': '' })).toEqual({ edits: [], origins: [] });
});
