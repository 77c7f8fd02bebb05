import { createHash } from 'node:crypto';
import { identify } from './process-identity.ts';

/** This process as a part of a file's name: letters, digits and dashes, never the same for two processes. */
export async function ownerTag(): Promise<string> {
  const tag = await tagOf(process.pid);
  if (tag === null) throw new Error(`Process ${process.pid} does not find itself among the living.`);
  return tag;
}

/** Whether the process that bears the tag still runs. */
export async function ownerLives(tag: string): Promise<boolean> {
  const pid = Number(/^(\d+)-/.exec(tag)?.[1]);
  return Number.isSafeInteger(pid) && (await tagOf(pid)) === tag;
}

async function tagOf(pid: number): Promise<string | null> {
  const identity = await identify(pid);
  if (identity === null) return null;
  return `${pid}-${createHash('sha256').update(identity.started).digest('hex').slice(0, 16)}`;
}
