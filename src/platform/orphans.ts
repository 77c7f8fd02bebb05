import { readFile, readdir } from 'node:fs/promises';
import { isAlive, statFields, type ProcessIdentity } from './process-identity.ts';

/** In the environment of every program that goes on when Kedge is killed, with its folder as the value. */
export const DETACHED_MARK = 'KEDGE_DETACHED';

/**
 * Kills the process group that `leader` began, when it surely is that group. `mark` is text that only our own
 * engines carry in their environment (the private cache's path); it decides when the leader itself is gone already
 * and providers are all that is left. A detached program is never killed: an apply may have got the number of an
 * engine that ended. Returns whether something was killed.
 */
export async function killOrphanedGroup(leader: ProcessIdentity, mark: string): Promise<boolean> {
  const isOrphan = async (pid: string): Promise<boolean> => {
    const environment = await environmentOf(pid);
    return environment.includes(mark) && !environment.includes(`${DETACHED_MARK}=`);
  };
  const ours = (await isAlive(leader)) || (await hasMember(leader.pid, isOrphan));
  return ours && killGroup(leader.pid);
}

/** Whether the leader, or a member of its group that was started with this very word, still lives. */
export const groupRuns = async (leader: ProcessIdentity, word: string): Promise<boolean> =>
  (await isAlive(leader)) || hasMember(leader.pid, async (pid) => (await wordsOf(pid)).includes(word));

/** Kills what is left of the leader's group when members carry `mark`; the leader itself is never killed. */
export async function killLeftovers(leader: ProcessIdentity, mark: string): Promise<void> {
  if (await isAlive(leader)) return;
  if (!(await hasMember(leader.pid, async (pid) => (await environmentOf(pid)).includes(mark)))) return;
  killGroup(leader.pid);
}

/** Only Linux shows the environment of a process; elsewhere a group without its leader counts as gone. */
async function hasMember(group: number, isOne: (pid: string) => Promise<boolean>): Promise<boolean> {
  if (process.platform !== 'linux' || !hasGroup(group)) return false;
  const entries = await readdir('/proc').catch(() => []);
  for (const entry of entries) {
    if (!/^\d+$/.test(entry) || (await groupOf(entry)) !== group) continue;
    if (await isOne(entry)) return true;
  }
  return false;
}

function killGroup(group: number): boolean {
  try {
    process.kill(-group, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Saves the walk over all processes where there is nobody to find. */
function hasGroup(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** null for a zombie, too: it has ended. */
async function groupOf(pid: string): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const [state, , group] = statFields(stat);
  return state === 'Z' ? null : Number(group);
}

const environmentOf = (pid: string): Promise<string> =>
  readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');

const wordsOf = async (pid: string): Promise<readonly string[]> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
