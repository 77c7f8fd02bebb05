import type { Logger } from 'pino';
import type { Clock } from '#ports/clock.ts';
import type { AnsweredRequests } from '#ports/answered-requests.ts';
import type { CallerFinder } from '#ports/caller-finder.ts';
import type { HealthCheck } from '#ports/health-check.ts';
import type { ServerAudit } from '#ports/server-audit.ts';
import type { Area } from './api.ts';
import type { RateSettings } from './rate-limit.ts';

/** Where the server can be reached. */
export interface HttpPlace {
  /** `https://kedge.example`; null: as whoever asks names it. Needed behind a proxy. */
  readonly publicUrl: string | null;
  /**
   * The names that are answered to, with port, such as `127.0.0.1:4747`; null: every name. On loopback always given: a
   * page of the internet whose name was turned to 127.0.0.1 must not reach the server through a browser.
   */
  readonly hosts: readonly string[] | null;
  /** A proxy in front says in X-Forwarded-For who asks. */
  readonly behindProxy: boolean;
}

export interface HttpDependencies {
  readonly version: string;
  readonly place: HttpPlace;
  readonly clock: Clock;
  readonly log: Logger;
  readonly callers: CallerFinder;
  readonly answered: AnsweredRequests;
  readonly audit: ServerAudit;
  readonly checks: readonly HealthCheck[];
  readonly rates: RateSettings;
  /** Each registers its routes. */
  readonly areas: readonly Area[];
  /** `web/dist`, absolute; null: no page is served. */
  readonly page: string | null;
}
