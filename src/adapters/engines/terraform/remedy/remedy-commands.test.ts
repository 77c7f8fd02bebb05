import { describe, expect, it } from 'vitest';
import { RefusedCommand } from '../allowed-commands.ts';
import { checkRemedyCommand } from './remedy-commands.ts';

const place = { cwd: '/code/stack', runFolder: '/cache/applies/1', cacheRoot: '/cache' };
const OUT = '-out=/cache/applies/1/plan.tfplan';
const PLAN = '/cache/applies/1/plan.tfplan';
const APPLY = ['apply', '-input=false', '-no-color', '-json', '-lock=true', '-lock-timeout=30s'];

const ALLOWED: readonly (readonly string[])[] = [
  ['init', '-input=false', '-no-color', '-lock=false', '-lockfile=readonly', '-reconfigure'],
  ['validate', '-json', '-no-color'],
  ['plan', '-json', '-lock=true', '-lock-timeout=30s', '-target=a.b["c d"]', '-var-file=/x.tfvars', OUT],
  ['show', '-no-color', '-json', PLAN],
  ['show', '-no-color', PLAN],
  [...APPLY, PLAN],
];

const REFUSED: readonly (readonly string[])[] = [
  ['apply'],
  ['apply', PLAN],
  APPLY,
  [...APPLY, PLAN, PLAN],
  [...APPLY, '/cache/applies/2/plan.tfplan'],
  [...APPLY, '/cache/applies/1/../2/plan.tfplan'],
  [...APPLY, '/code/stack/plan.tfplan'],
  [...APPLY, 'plan.tfplan'],
  [...APPLY, '-auto-approve', PLAN],
  [...APPLY, '-destroy', PLAN],
  [...APPLY, '-target=a.b', PLAN],
  [...APPLY, '-replace=a.b', PLAN],
  [...APPLY, '-refresh=false', PLAN],
  [...APPLY, '-var=a=b', PLAN],
  [...APPLY, '-state=/x', PLAN],
  [...APPLY, '-backup=/x', PLAN],
  [...APPLY, '-parallelism=1', PLAN],
  ['apply', '-lock=false', PLAN],
  ['apply', '-lock=true', '-lock=false', PLAN],
  ['apply', '-lock=true', '-lock-timeout=-1s', PLAN],
  ['-chdir=/elsewhere', ...APPLY, PLAN],
  ['plan', '-json', OUT],
  ['plan', '-lock=false', OUT],
  ['plan', '-lock=true'],
  ['plan', '-lock=true', '-out=/code/plan.tfplan'],
  ['plan', '-lock=true', '-target', 'a.b', OUT],
  ['plan', '-lock=true', '-destroy', OUT],
  ['plan', '-lock=true', '-refresh=false', OUT],
  ['plan', '-lock=true', '-refresh-only', OUT],
  ['plan', '-lock=true', '-replace=a.b', OUT],
  ['plan', '-lock=true', '-generate-config-out=x.tf', OUT],
  ['init', '-input=false'],
  ['init', '-lockfile=readonly', '-migrate-state'],
  ['validate', '-json', '/elsewhere'],
  ['show', '-json'],
  ['show', '-json', '/code/terraform.tfstate'],
  ['destroy'],
  ['import', 'a.b', 'id'],
  ['state', 'rm', 'a.b'],
  ['force-unlock', 'id'],
  ['refresh'],
  ['taint', 'a.b'],
  ['workspace', 'new', 'x'],
  ['console'],
  ['constructor'],
  [],
];

describe('a remedy', () => {
  it.each(ALLOWED.map((args) => [args.join(' '), args] as const))('may run: %s', (_, args) => {
    expect(() => checkRemedyCommand(args, place)).not.toThrow();
  });

  it.each(REFUSED.map((args) => [args.join(' '), args] as const))('may not run: %s', (_, args) => {
    expect(() => checkRemedyCommand(args, place)).toThrow(RefusedCommand);
  });
});
