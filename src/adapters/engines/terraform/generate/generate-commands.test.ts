import { describe, expect, it } from 'vitest';
import { RefusedCommand } from '../allowed-commands.ts';
import { checkGenerateCommand } from './generate-commands.ts';

const place = { cwd: '/cache/worktrees/1', runFolder: '/cache/runs/1', cacheRoot: '/cache' };
const OUT = '-out=/cache/runs/1/plan.tfplan';
const DRAFT = '-generate-config-out=/cache/runs/1/generated.tf';
const PLAN = ['plan', '-input=false', '-no-color', '-json', '-detailed-exitcode', '-refresh=true'];

const ALLOWED: readonly (readonly string[])[] = [
  ['init', '-input=false', '-no-color', '-lock=false', '-lockfile=readonly', '-reconfigure'],
  [...PLAN, '-lock=false', DRAFT, '-var-file=/x.tfvars', OUT],
];

const REFUSED: readonly (readonly string[])[] = [
  ['apply', '/cache/runs/1/plan.tfplan'],
  ['apply'],
  ['import', 'a.b', 'id'],
  ['state', 'rm', 'a.b'],
  ['show', '-json', '/cache/runs/1/plan.tfplan'],
  ['validate'],
  [...PLAN, OUT],
  [...PLAN, DRAFT],
  [...PLAN, DRAFT, DRAFT, OUT],
  [...PLAN, '-generate-config-out=/cache/worktrees/1/generated.tf', OUT],
  [...PLAN, '-generate-config-out=/cache/runs/1/../2/generated.tf', OUT],
  [...PLAN, '-generate-config-out=generated.tf', OUT],
  [...PLAN, DRAFT, '-out=/code/plan.tfplan'],
  [...PLAN, DRAFT, '-lock=true', OUT],
  [...PLAN, DRAFT, '-target=a.b', OUT],
  [...PLAN, DRAFT, '-destroy', OUT],
  ['-chdir=/elsewhere', ...PLAN, DRAFT, OUT],
];

describe('a draft', () => {
  it.each(ALLOWED.map((args) => [args.join(' '), args] as const))('may ask for: %s', (_, args) => {
    expect(() => checkGenerateCommand(args, place)).not.toThrow();
  });

  it.each(REFUSED.map((args) => [args.join(' '), args] as const))('may not ask for: %s', (_, args) => {
    expect(() => checkGenerateCommand(args, place)).toThrow(RefusedCommand);
  });
});
