import type { SessionLimits } from '#domain/fleet/session.ts';
import type { Access } from '#ports/access.ts';
import type { Clock } from '#ports/clock.ts';
import type { Secrets } from '#ports/secrets.ts';

/** What signing in, finding out who asks and managing people take. */
export interface AccessDependencies {
  readonly access: Access;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Short and unique. */
  readonly newId: () => string;
  readonly limits: SessionLimits;
}
