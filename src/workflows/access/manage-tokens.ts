import { identityText } from '#domain/decision/identity.ts';
import { TOKEN_PREFIX, type ApiToken } from '#domain/fleet/api-token.ts';
import type { Caller } from '#domain/fleet/caller.ts';
import type { Scope } from '#domain/fleet/permission.ts';
import type { AccessDependencies } from './access-dependencies.ts';

export interface TokenDraft {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** Makes a token that acts as the caller. Its secret comes back this once. */
export async function addToken(
  { name, scopes, days }: TokenDraft,
  caller: Caller,
  { access, secrets, clock, newId }: AccessDependencies,
): Promise<{ readonly token: ApiToken; readonly secret: string }> {
  const now = clock.now();
  const secret = `${TOKEN_PREFIX}${secrets.random()}`;
  const token: ApiToken = {
    id: newId(),
    person: caller.person,
    name,
    scopes,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + days * DAY_MS).toISOString(),
    lastUsedAt: null,
  };
  await access.change(async (change) => {
    await change.addToken(token, secrets.digest(secret));
    await change.appendAudit({
      at: token.createdAt,
      actor: identityText(caller),
      action: 'token.made',
      subject: token.id,
      details: { name, scopes, expires_at: token.expiresAt },
    });
  });
  return { token, secret };
}

/** @param ofAnybody whether the caller may remove another's */
export async function removeToken(
  id: string,
  caller: Caller,
  ofAnybody: boolean,
  { access, clock }: AccessDependencies,
): Promise<boolean> {
  return access.change(async (change) => {
    const token = await change.findToken(id);
    // Another's is told as none: who may not remove it need not learn that it exists.
    if (token === null || (token.person !== caller.person && !ofAnybody)) return false;
    await change.removeToken(id);
    await change.appendAudit({
      at: clock.now().toISOString(),
      actor: identityText(caller),
      action: 'token.removed',
      subject: id,
      details: { name: token.name, person: token.person },
    });
    return true;
  });
}

export async function endOwnSession(caller: Caller, { access, clock }: AccessDependencies): Promise<void> {
  await access.change(async (change) => {
    await change.endSession(caller.credential);
    await change.appendAudit({
      at: clock.now().toISOString(),
      actor: identityText(caller),
      action: 'session.closed',
      subject: caller.person,
      details: { session: caller.credential },
    });
  });
}
