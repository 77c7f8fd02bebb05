import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { parseIdentity } from '#domain/decision/identity.ts';

const Found = z.object({ user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]{1,30}$/) }) });

/**
 * The member of the workspace with a person's address, to be mentioned. Null: there is none, the app may not look
 * (users:read.email), or Slack did not answer: a call without a mention is better than none.
 */
export async function findMember(client: WebClient, who: string): Promise<string | null> {
  const read = parseIdentity(who);
  const email = 'identity' in read ? read.identity.email : null;
  if (email === null) return null;
  try {
    const found = Found.safeParse(await client.users.lookupByEmail({ email }));
    return found.success ? found.data.user.id : null;
  } catch {
    return null;
  }
}
