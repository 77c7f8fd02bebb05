import { expect, it } from 'vitest';
import { calledFrom, touchedFolders } from './touched-folders.ts';

const MODULES = [
  { folder: '/r', calls: [] },
  { folder: '/r/prod', calls: ['/r/modules/web', '/r/modules/gone'] },
  { folder: '/r/modules/web', calls: ['/r/modules/base'] },
  { folder: '/r/modules/base', calls: ['/r/modules/web'] },
  { folder: '/r/dev', calls: [] },
];

it('follows calls of calls, and ends in a circle', () => {
  expect([...calledFrom('/r/prod', MODULES)].toSorted()).toEqual([
    '/r/modules/base',
    '/r/modules/gone',
    '/r/modules/web',
    '/r/prod',
  ]);
  expect([...calledFrom('/nowhere', MODULES)]).toEqual(['/nowhere']);
});

it.each([
  ['a file of a folder', ['/r/dev/main.tf'], ['/r/dev']],
  ['a file below it', ['/r/prod/policies/a.json'], ['/r/prod']],
  ['a module', ['/r/modules/base/x.tf'], ['/r/modules/base']],
  ['a module that is not there any more but is called', ['/r/modules/gone/x.tf'], ['/r/modules/gone']],
  ['a folder without configuration, to the one above', ['/r/docs/x.md'], ['/r']],
  ['nothing that is known', ['/elsewhere/x.tf'], []],
])('takes %s', (_, changed, folders) => {
  expect([...touchedFolders(changed, MODULES)]).toEqual(folders);
});
