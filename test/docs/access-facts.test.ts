import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PERMISSIONS } from '#domain/fleet/permission.ts';
import { ROLE_MEANING, ROLES } from '#domain/fleet/role.ts';
import { PROBLEMS } from '#http/problem.ts';
import { OpenIdFile } from '#platform/openid-settings.ts';
import { blocksOf, codeIn, readPage, tableOf } from './markdown-page.ts';

const access = readPage('docs/access.md');
const api = readPage('docs/api.md');
const REACH = { team: 'the team', server: 'all teams' } as const;

describe('docs/access.md', () => {
  it('has every role and what it may', () => {
    const rows = tableOf(access, 'role').map(([role = '', may]) => [codeIn(role)[0], may]);
    expect(rows).toEqual(ROLES.map((role) => [role, ROLE_MEANING[role]]));
  });

  it('has every permission with the least role, where it has to be held, and the scope', () => {
    const rows = tableOf(access, 'permission').map(([name = '', role = '', held, scope = '', may]) => [
      codeIn(name)[0],
      codeIn(role)[0],
      held,
      codeIn(scope)[0],
      may,
    ]);
    expect(rows).toEqual(
      Object.entries(PERMISSIONS).map(([name, { role, reach, scope, meaning }]) => [
        name,
        role,
        REACH[reach],
        scope,
        meaning,
      ]),
    );
  });

  it('has every setting of an identity provider, and an example that can be read', () => {
    const names = tableOf(access, 'setting', 'default').map(([name = '']) => codeIn(name)[0]);
    expect(names).toEqual(Object.keys(OpenIdFile.shape));
    const [example = ''] = blocksOf(access, 'yaml');
    expect(OpenIdFile.safeParse(parse(example))).toMatchObject({ success: true });
  });
});

describe('docs/api.md', () => {
  it('has every kind of problem with its status', () => {
    const rows = tableOf(api, 'type').map(([kind = '', status]) => [codeIn(kind)[0], Number(status)]);
    expect(rows).toEqual(Object.entries(PROBLEMS).map(([kind, { status }]) => [kind, status]));
  });
});
