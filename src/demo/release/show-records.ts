import { runProcess } from '#platform/run-process.ts';
import { findProgram } from '#platform/find-program.ts';
import type { Desk } from './run-release-demo.ts';

const LIMIT_MS = 60_000;
const SHOWN_LINES = 40;

/** Both records as they stand on their branches. null: they are there, and say what happened. */
export async function showRecords(desk: Desk): Promise<string | null> {
  const { narrator, command } = desk.request;
  const branches = (await git(desk, 'branch', '--list', 'kedge/change-*', '--format=%(refname:short)'))
    .trim()
    .split('\n');
  for (const [release, word] of [
    ['shop-2', 'CLEARED'],
    ['shop-3', 'REGRESSED'],
  ] as const) {
    const branch = branches.find((each) => each.startsWith(`kedge/change-${release}-`));
    if (branch === undefined)
      return `There is no branch with the record of ${release}: ${branches.join(', ') || 'none at all'}.`;
    const files = (await git(desk, 'diff', '--name-only', `main...${branch}`)).trim().split('\n');
    const record = files.find(
      (file) => file.startsWith('decisions/') && file.includes(release) && file.endsWith('.md'),
    );
    if (record === undefined) return `The branch ${branch} holds no record: ${files.join(', ')}.`;
    const text = await git(desk, 'show', `${branch}:${record}`);
    narrator.say(`git show ${branch}:${record}`);
    narrator.plain(`\n${text.split('\n').slice(0, SHOWN_LINES).join('\n')}\n`);
    if (!text.includes(word)) return `The record ${record} should say ${word}, and does not.`;
  }
  narrator.say(
    'A good release cleared after a day, a bad one reverted within the first hours, both on record',
  );
  narrator.plain(
    [
      '',
      'The shop and its Prometheus are stopped. What to try next:',
      `  git -C ${desk.folder} log --stat kedge/change-shop-3-rollback-1    what was written down, with picture and evidence`,
      `  ${command} schema change                                          the format of a change`,
      `  rm -r ${desk.folder}                                              the demo's files`,
      '',
    ].join('\n'),
  );
  return null;
}

async function git(desk: Desk, ...args: readonly string[]): Promise<string> {
  const { env, folder } = desk;
  const result = await runProcess({
    file: findProgram('git', env) ?? 'git',
    args: ['--no-pager', ...args],
    cwd: folder,
    env: { PATH: env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    timeoutMs: LIMIT_MS,
    signal: desk.request.signal,
  });
  return result.stdout.toString();
}
