import { describe, expect, it } from 'vitest';
import type { CodeReader, ModuleFolder } from '#ports/code-reader.ts';
import { findStacks, type FindRequest, type FoundStacks, type StackSettings } from './find-stacks.ts';

const settings: StackSettings = {
  engine: 'terraform',
  binary: null,
  workspace: null,
  varFiles: [],
  backendConfig: [],
  lock: false,
  timeoutMs: 1000,
  allowEnv: [],
  providerMirror: null,
  fast: 'off',
};

const folder = (path: string, parts: Partial<ModuleFolder> = {}): ModuleFolder => ({
  folder: path,
  hasBackend: false,
  hasProvider: false,
  hasRequiredProviders: false,
  hasLockFile: false,
  calls: [],
  problems: [],
  ...parts,
});

function find(modules: readonly ModuleFolder[], request: Partial<FindRequest> = {}): Promise<FoundStacks> {
  const code: CodeReader = {
    modulesBelow: (root) => Promise.resolve(modules.filter((module) => module.folder.startsWith(root))),
    readTree: () => Promise.reject(new Error('finding stacks reads no tree')),
  };
  return findStacks(
    { paths: ['/r'], root: '/r', exclude: [], listed: [], defaults: settings, ...request },
    code,
  );
}

const ids = (found: FoundStacks): readonly string[] => found.stacks.map((stack) => stack.id);

describe('finding stacks', () => {
  it('takes folders with a backend, a provider, required_providers or a lock file', async () => {
    const found = await find([
      folder('/r/a', { hasBackend: true }),
      folder('/r/b', { hasProvider: true }),
      folder('/r/c', { hasRequiredProviders: true }),
      folder('/r/d', { hasLockFile: true }),
      folder('/r/e'),
    ]);
    expect(ids(found)).toEqual(['a', 'b', 'c', 'd']);
    expect(found.passedOver).toEqual([{ path: 'e', why: expect.stringMatching(/list it in kedge\.yaml/) }]);
  });

  it('passes over what another folder calls as a module, and says who calls it', async () => {
    const found = await find([
      folder('/r/envs/prod', { hasBackend: true, calls: ['/r/modules/net'] }),
      folder('/r/modules/net', { hasRequiredProviders: true }),
    ]);
    expect(ids(found)).toEqual(['envs/prod']);
    expect(found.passedOver).toEqual([{ path: 'modules/net', why: 'it is a module of envs/prod' }]);
  });

  it('takes a folder that was named itself at its word', async () => {
    const found = await find([folder('/r/plain')], { paths: ['/r/plain'] });
    expect(ids(found)).toEqual(['plain']);
  });

  it('lets kedge.yaml list one folder with two workspaces, name stacks and skip them', async () => {
    const listed = (workspace: string | null, name: string | null, skip = false) => ({
      folder: '/r/a',
      name,
      skip,
      owner: null,
      settings: { ...settings, workspace },
    });
    const found = await find([folder('/r/a', { hasBackend: true }), folder('/r/b', { hasBackend: true })], {
      listed: [
        listed('blue', null),
        listed('green', 'the green one'),
        { ...listed(null, null, true), folder: '/r/b' },
      ],
    });
    expect(ids(found)).toEqual(['a@blue', 'the green one']);
    expect(found.stacks.map((each) => each.stack.workspace)).toEqual(['blue', 'green']);
    expect(found.passedOver).toEqual([{ path: 'b', why: 'kedge.yaml skips it' }]);
  });

  it('leaves listed stacks outside the given paths alone', async () => {
    const found = await find([folder('/r/a/x', { hasBackend: true })], {
      paths: ['/r/a'],
      listed: [{ folder: '/r/ab', name: null, skip: false, owner: null, settings }],
    });
    expect(ids(found)).toEqual(['a/x']);
  });
});
