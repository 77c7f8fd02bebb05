import { expect, it } from 'vitest';
import { sourceProblems } from './source-problems.ts';
import type { FolderSource, GitSource } from './source.ts';

const GIT: GitSource = {
  kind: 'git',
  name: 'payments',
  url: 'https://git.example.com/payments/infra.git',
  branch: 'main',
  subfolder: '',
  team: null,
  credential: null,
  push: false,
  hookSecret: null,
};
const FOLDER: FolderSource = {
  kind: 'folder',
  name: 'local',
  folder: '/srv/infra',
  subfolder: '',
  team: null,
};
const TOKEN = { secret: { env: 'KEDGE_SECRET_GIT' }, username: null };
const KEY = { secret: { file: 'deploy_key' }, username: null };

it.each([
  ['a plain source', {}],
  ['a token over https', { credential: TOKEN }],
  ['a key over ssh', { url: 'ssh://git@git.example.com:2222/infra.git', credential: KEY }],
  ['the short form of ssh', { url: 'git@git.example.com:payments/infra.git', credential: KEY }],
  ['a token over http on this machine', { url: 'http://127.0.0.1:8080/infra', credential: TOKEN }],
  ['a path', { url: '/srv/git/infra.git' }],
  ['a file address', { url: 'file:///srv/git/infra.git' }],
  [
    'a subfolder and a secret of its webhook',
    { subfolder: 'envs/prod', hookSecret: { env: 'KEDGE_SECRET_HOOK' } },
  ],
  ['a branch with a slash', { branch: 'release/2026' }],
])('takes %s', (_, change: Partial<GitSource>) => {
  expect(sourceProblems({ ...GIT, ...change })).toEqual([]);
});

it.each([
  [{ url: 'https://bot:hunter2@git.example.com/x' }, 'url', 'has a password'],
  [{ url: 'ssh://git:hunter2@git.example.com/x' }, 'url', 'has a password'],
  [{ url: 'https://hunter2@git.example.com/x' }, 'url', 'may be a token'],
  [{ url: 'https://git.example.com/x?private_token=hunter2' }, 'url', 'may hold a token'],
  [{ url: 'ext::sh -c hunter2' }, 'url', 'holds a blank'],
  [{ url: 'ext::hunter2' }, 'url', 'no address'],
  [{ url: 'ftp://git.example.com/x' }, 'url', 'does not clone by ftp'],
  [{ url: '--upload-pack=hunter2' }, 'url', 'starts with a dash'],
  [{ url: 'https:///x' }, 'url', 'cannot be read'],
  [{ url: 'https://a\\@git.example.com/x' }, 'url', 'cannot be read'],
  [{ url: 'file://host/x' }, 'url', 'names no host'],
  [{ url: '' }, 'url', 'empty'],
  [{ url: 'http://git.example.com/x', credential: TOKEN }, 'credential', 'Use https'],
  [{ url: 'http://127.0.0.1.evil.example/x', credential: TOKEN }, 'credential', 'Use https'],
  [{ url: '/srv/x.git', credential: KEY }, 'credential', 'nothing to sign in to'],
  [{ credential: { secret: { env: 'hunter2' }, username: null } }, 'credential', 'not the secret'],
  [{ credential: { secret: { file: 'hunter2\0' }, username: null } }, 'credential', 'not the secret'],
  [{ credential: { ...TOKEN, username: 'a b' } }, 'credential', 'without blanks'],
  [{ hookSecret: { env: 'hunter2!' } }, 'hookSecret', 'not the secret'],
  [{ branch: '--force' }, 'branch', 'dash'],
  [{ branch: 'a..b' }, 'branch', '..'],
  [{ branch: 'a.lock' }, 'branch', '.lock'],
  [{ branch: 'a b' }, 'branch', 'blank'],
  [{ branch: 'HEAD' }, 'branch', 'keeps that name'],
  [{ branch: 'kedge/records' }, 'branch', 'Name another'],
  [{ subfolder: '../x' }, 'subfolder', 'below the top'],
  [{ subfolder: '/x' }, 'subfolder', 'below the top'],
  [{ subfolder: 'a//b' }, 'subfolder', 'below the top'],
  [{ name: 'Payments' }, 'name', 'small letters'],
  [{ name: '../x' }, 'name', 'small letters'],
  [{ name: '' }, 'name', 'small letters'],
  [{ team: '' }, 'team', 'empty'],
] as const)('refuses %j at the field %s and quotes no secret', (change, field, words) => {
  const problems = sourceProblems({ ...GIT, ...change });
  expect(problems.map((problem) => problem.field)).toEqual([field]);
  expect(problems[0]?.message).toContain(words);
  expect(problems[0]?.message).not.toContain('hunter2');
});

it('wants an absolute folder', () => {
  expect(sourceProblems(FOLDER)).toEqual([]);
  expect(sourceProblems({ ...FOLDER, folder: 'infra' })[0]?.message).toContain('absolute path');
  expect(sourceProblems({ ...FOLDER, folder: '/srv/../..' })[0]?.message).toContain('without `..`');
});

it.each(['/', '//', '/.', '/./'])('refuses %s: that is the whole machine', (folder) => {
  expect(sourceProblems({ ...FOLDER, folder })[0]?.message).toContain('whole machine');
});
