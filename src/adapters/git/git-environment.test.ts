import { expect, it } from 'vitest';
import { gitEnvironment, withSettings } from './git-environment.ts';

it('keeps what is set on purpose and drops what would lead Git elsewhere or make it talk', () => {
  const env = gitEnvironment({
    PATH: '/bin',
    AWS_PROFILE: 'x',
    GIT_SSH_COMMAND: 'ssh -4',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_DATE: 'yesterday',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_DIR: '/elsewhere',
    GIT_INDEX_FILE: '/elsewhere/index',
    GIT_WORK_TREE: '/elsewhere',
    GIT_NAMESPACE: 'x',
    GIT_TRACE_CURL: '1',
    GIT_TERMINAL_PROMPT: '1',
    NOT_SET: undefined,
  });
  expect(env).toEqual({
    PATH: '/bin',
    AWS_PROFILE: 'x',
    GIT_SSH_COMMAND: 'ssh -4',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    GIT_PAGER: 'cat',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
  });
});

it.each([
  [{}, 0],
  [{ GIT_CONFIG_COUNT: '2' }, 2],
  [{ GIT_CONFIG_COUNT: 'x' }, 0],
])('adds settings after those of %j', (env, first) => {
  expect(withSettings(env, [['filter.a=b.smudge', '']])).toEqual({
    [`GIT_CONFIG_KEY_${first}`]: 'filter.a=b.smudge',
    [`GIT_CONFIG_VALUE_${first}`]: '',
    GIT_CONFIG_COUNT: String(first + 1),
  });
});
