import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { ChatDirectory, ChatMember } from '#ports/chat-directory.ts';
import type { SecretSource } from '#ports/secret-source.ts';
import { slackClient } from './slack-client.ts';
import { slackOutcome } from './slack-outcome.ts';

export interface DirectoryParts {
  readonly secrets: SecretSource;
  readonly apiUrl: string | null;
  readonly timeoutMs?: number;
}

const Own = z.object({ team_id: z.string(), enterprise_id: z.string().nullish() });

const Asked = z.object({
  user: z.object({
    team_id: z.string().optional(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_email_confirmed: z.boolean().default(true),
    enterprise_user: z.object({ enterprise_id: z.string() }).optional(),
    profile: z.object({ email: z.string().min(3).max(320).optional() }),
  }),
});
type Asked = z.infer<typeof Asked>;

/** By `users.info` (users:read, users:read.email). */
export const slackDirectory = (parts: DirectoryParts): ChatDirectory => ({
  async member({ token }, user): Promise<ChatMember> {
    const read = await parts.secrets(token);
    if ('problem' in read) return { kind: 'later', why: read.problem, afterMs: null };
    const { apiUrl, timeoutMs } = parts;
    const client = slackClient({
      token: read.secret,
      apiUrl,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    try {
      return await ask(client, user);
    } catch (error) {
      const outcome = slackOutcome(error);
      if (outcome.kind === 'later') return { kind: 'later', why: outcome.why, afterMs: outcome.afterMs };
      // Somebody that Slack does not show to the app.
      if (outcome.kind === 'refused' && /user_not_(?:found|visible)/.test(outcome.why))
        return { kind: 'stranger' };
      const why = outcome.kind === 'refused' ? outcome.why : 'Slack gave no answer that can be read';
      return { kind: 'later', why, afterMs: null };
    }
  },
});

async function ask(client: WebClient, user: string): Promise<ChatMember> {
  const own = Own.parse(await client.auth.test());
  const { user: found } = Asked.parse(await client.users.info({ user }));
  const email = found.profile.email;
  return email === undefined || isStranger(found, own) ? { kind: 'stranger' } : { kind: 'member', email };
}

/** The address of somebody from elsewhere is what somebody else's admin made it: it would let them be anybody. */
function isStranger(user: Asked['user'], own: z.infer<typeof Own>): boolean {
  const enterprise = own.enterprise_id ?? null;
  const ours =
    user.team_id === own.team_id ||
    (enterprise !== null && user.enterprise_user?.enterprise_id === enterprise);
  const guest = user.is_stranger || user.is_restricted || user.is_ultra_restricted;
  return !ours || guest || user.deleted || user.is_bot || !user.is_email_confirmed;
}
