import { randomBytes } from 'node:crypto';
import { SESSION_LIMITS } from '#domain/fleet/session.ts';
import { createSecrets } from '#platform/access-secrets.ts';
import type { AnsweredRequests } from '#ports/answered-requests.ts';
import type { CallerFinder } from '#ports/caller-finder.ts';
import type { Clock } from '#ports/clock.ts';
import type { ServerAudit } from '#ports/server-audit.ts';
import { openAccess } from '#store/access-store.ts';
import { answeredRequests } from '#store/answered-requests-store.ts';
import type { OpenDatabase } from '#store/project-memory.ts';
import type { AccessDependencies } from '#workflows/access/access-dependencies.ts';
import { createCallerFinder } from '#workflows/access/find-caller.ts';

export interface ComposedAccess {
  /** For `accessArea`, `makeSignInLink` and the workflows about people. */
  readonly dependencies: AccessDependencies;
  /** For `createApp`. */
  readonly callers: CallerFinder;
  readonly answered: AnsweredRequests;
  readonly audit: ServerAudit;
  /** Forgets what has ended; for every hour. */
  readonly tidy: () => Promise<void>;
}

/** Who may use the server, over its database. */
export async function composeAccess(database: OpenDatabase, clock: Clock): Promise<ComposedAccess> {
  const access = await openAccess(database);
  const dependencies: AccessDependencies = {
    access,
    secrets: createSecrets(),
    clock,
    newId: () => randomBytes(8).toString('hex'),
    limits: SESSION_LIMITS,
  };
  return {
    dependencies,
    callers: createCallerFinder(dependencies),
    answered: answeredRequests(database),
    audit: access,
    tidy: async () => {
      const now = clock.now();
      const oldest = new Date(now.getTime() - SESSION_LIMITS.absoluteMs);
      await access.tidy(now.toISOString(), oldest.toISOString());
    },
  };
}
