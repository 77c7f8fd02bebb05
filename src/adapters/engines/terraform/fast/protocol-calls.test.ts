import { describe, expect, it } from 'vitest';
import { RefusedCommand } from '../allowed-commands.ts';
import { createEngineProcess } from '../engine-process.ts';
import { mayAttach } from './attached-commands.ts';
import { providerCall, treatmentOf } from './protocol-calls.ts';

describe('the proxy', () => {
  it.each([
    'ApplyResourceChange',
    'InvokeAction',
    'WriteStateBytes',
    'LockState',
    'DeleteState',
    'constructor',
    'SomethingNew',
  ])('has no way through for %s', (name) => {
    expect(treatmentOf(name)).toBeNull();
  });

  it.each([
    ['ValidateResourceTypeConfig', 'offline'],
    ['ValidateResourceConfig', 'offline'],
    ['UpgradeResourceIdentity', 'offline'],
    ['MoveResourceState', 'offline'],
    ['CallFunction', 'offline'],
    ['ReadResource', 'online'],
    ['ImportResourceState', 'online'],
    ['PrepareProviderConfig', 'config'],
    ['ValidateProviderConfig', 'config'],
    ['Configure', 'configure'],
    ['ConfigureProvider', 'configure'],
    ['Stop', 'stop'],
    ['StopProvider', 'stop'],
  ])('treats %s as %s', (name, treatment) => {
    expect(treatmentOf(name)).toBe(treatment);
  });

  it('knows calls of protocols 5 and 6 and of nothing else', () => {
    expect(providerCall('/tfplugin5.Provider/GetSchema')).toEqual({ protocol: 5, name: 'GetSchema' });
    expect(providerCall('/tfplugin6.Provider/ReadResource')).toEqual({ protocol: 6, name: 'ReadResource' });
    for (const path of [
      '/tfplugin7.Provider/ReadResource',
      '/tfplugin6.Store/Read',
      '/tfplugin6.Provider/a/b',
    ]) {
      expect(providerCall(path)).toBeNull();
    }
  });
});

describe('attached providers', () => {
  const ATTACHED = { TF_REATTACH_PROVIDERS: '{}' };

  it.each([['plan'], ['show', 'x'], ['validate']])('are there for %s', (...args) => {
    expect(mayAttach(args, ATTACHED)).toBe(true);
  });

  it.each([
    [['apply', '-auto-approve']],
    [['import', 'a.b', 'c']],
    [['init', '-input=false']],
    [['state', 'rm', 'a.b']],
    [['workspace', 'show']],
    [['refresh']],
    [['destroy']],
    [[]],
  ])('are never there for %j', (args) => {
    expect(mayAttach(args, ATTACHED)).toBe(false);
    expect(mayAttach(args, {})).toBe(true);
    expect(mayAttach(args, undefined)).toBe(true);
  });

  it('are refused to an init before anything is started', async () => {
    const process = createEngineProcess({
      binary: '/bin/false',
      env: {},
      runFolder: {
        path: '/nowhere/run',
        noteGroup: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      },
      cacheRoot: '/nowhere',
      limits: { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
      log: () => undefined,
    });
    const init = process.run(['init', '-input=false', '-lockfile=readonly'], {
      cwd: '/',
      extraEnv: ATTACHED,
    });
    await expect(init).rejects.toThrow(RefusedCommand);
  });
});
