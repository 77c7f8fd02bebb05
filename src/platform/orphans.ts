import { readFile, readdir } from 'node:fs/promises';
import { isAlive, statFields, type ProcessIdentity } from './process-identity.ts';

/**
 * Kills the process group that `leader` began, when it surely is that group. `mark` is text that only our own
 * engines carry in their environment (the private cache's path); it decides when the leader itself is gone already
 * and providers are all that is left. Returns whether something was killed.
 */
export async function killOrphanedGroup(leader: ProcessIdentity, mark: string): Promise<boolean> {
  const ours = (await isAlive(leader)) || (await hasMarkedMember(leader.pid, mark));
  if (!ours) return false;
  try {
    process.kill(-leader.pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Only Linux shows the environment of a process; elsewhere a group without its leader is left alone. */
async function hasMarkedMember(group: number, mark: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const entries = await readdir('/proc').catch(() => []);
  for (const entry of entries) {
    if (/^\d+$/.test(entry) && (await groupOf(entry)) === group && (await carries(entry, mark))) return true;
  }
  return false;
}

async function groupOf(pid: string): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : Number(statFields(stat)[2]);
}

async function carries(pid: string, mark: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.includes(mark);
}
