import type { Permission } from '#domain/fleet/permission.ts';

/** Who may use a route, and what is written down about it. */
export interface RouteAccess {
  /** `anyone`: nobody has to be known. `caller`: whoever is signed in. */
  readonly needs: 'anyone' | 'caller' | Permission;
  /**
   * For a write. `own`: what it does writes its own entry into the audit log, in one transaction with the act. Any other
   * word is the action of the entry that the server writes when the route has answered well. null: a read.
   */
  readonly audit: string | null;
  /** Asked on this machine without a proxy between, nobody has to be known. */
  readonly openOnLoopback: boolean;
  readonly bodyBytes: number;
}

const BODY_BYTES = 256 * 1024;
/** GitHub sends up to 25 MB. */
const HOOK_BYTES = 25 * 1024 * 1024;

const reads = (needs: RouteAccess['needs']): RouteAccess => ({
  needs,
  audit: null,
  openOnLoopback: false,
  bodyBytes: BODY_BYTES,
});
const writes = (needs: RouteAccess['needs'], audit: string): RouteAccess => ({ ...reads(needs), audit });

/**
 * Every route of the server. A route that is not here cannot be registered, and one that is here cannot be missing for
 * long: the test of the table walks both.
 */
export const ROUTE_ACCESS: Readonly<Record<string, RouteAccess>> = {
  'GET /healthz': reads('anyone'),
  'GET /readyz': reads('anyone'),
  'GET /metrics': { ...reads('metrics.read'), openOnLoopback: true },
  'GET /openapi.json': reads('anyone'),
  'GET /docs': reads('anyone'),
  'GET /docs.css': reads('anyone'),

  'POST /api/v1/session': writes('anyone', 'own'),
  'DELETE /api/v1/session': writes('caller', 'own'),
  'GET /api/v1/sign-in': reads('anyone'),
  'GET /sign-in/once/{code}': reads('anyone'),
  'GET /auth/oidc/start': reads('anyone'),
  'GET /auth/oidc/callback': reads('anyone'),
  'GET /api/v1/me': reads('caller'),
  'POST /api/v1/me/password': writes('caller', 'own'),

  'GET /api/v1/people': reads('people.manage'),
  'POST /api/v1/people': writes('people.manage', 'own'),
  'GET /api/v1/people/{id}': reads('people.manage'),
  'PATCH /api/v1/people/{id}': writes('people.manage', 'own'),
  'DELETE /api/v1/people/{id}': writes('people.manage', 'own'),
  'GET /api/v1/tokens': reads('caller'),
  'POST /api/v1/tokens': writes('caller', 'own'),
  'DELETE /api/v1/tokens/{id}': writes('caller', 'own'),

  'GET /api/v1/fleet': reads('fleet.read'),
  'GET /api/v1/fleet/history': reads('fleet.read'),
  'GET /api/v1/stacks': reads('fleet.read'),
  'GET /api/v1/stacks/{source}/{stack}': reads('fleet.read'),
  'GET /api/v1/stacks/{source}/{stack}/scans': reads('fleet.read'),
  'GET /api/v1/stacks/{source}/{stack}/report': reads('fleet.read'),
  'POST /api/v1/stacks/{source}/{stack}/scan': writes('stack.scan', 'stack.scan_asked'),
  'GET /api/v1/drift': reads('fleet.read'),
  'GET /api/v1/drift/groups': reads('fleet.read'),
  'GET /api/v1/drift/facets': reads('fleet.read'),
  'GET /api/v1/drift/named': reads('fleet.read'),
  'GET /api/v1/drift/{source}/{fingerprint}': reads('fleet.read'),
  'GET /api/v1/slo': reads('fleet.read'),

  'GET /api/v1/decisions': reads('decision.read'),
  'POST /api/v1/decisions': writes('drift.decide', 'own'),
  'GET /api/v1/decisions/{source}/{id}': reads('decision.read'),
  'POST /api/v1/decisions/{source}/{id}/approve': writes('decision.approve', 'own'),
  'POST /api/v1/decisions/{source}/{id}/withdraw': writes('drift.decide', 'own'),
  'POST /api/v1/fixes': writes('fix.run', 'fix.plan_asked'),
  'POST /api/v1/fixes/{job}/confirm': writes('fix.run', 'fix.confirmed'),

  'GET /api/v1/changes': reads('change.read'),
  'GET /api/v1/changes/declared': reads('change.read'),
  'POST /api/v1/changes': writes('change.run', 'change.open_asked'),
  // It changes nothing, so there is nothing to write down.
  'POST /api/v1/changes/draft': writes('change.read', 'own'),
  'GET /api/v1/changes/{source}/{id}': reads('change.read'),
  'GET /api/v1/changes/{source}/{id}/watch': reads('change.read'),
  'GET /api/v1/changes/{source}/{id}/chart.svg': reads('change.read'),
  'POST /api/v1/changes/{source}/{id}/check': writes('change.run', 'change.check_asked'),
  'POST /api/v1/changes/{source}/{id}/approve': writes('change.approve', 'own'),
  'POST /api/v1/changes/{source}/{id}/start': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/promote': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/hold': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/abort': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/revert': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/extend': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/override': writes('change.run', 'own'),
  'POST /api/v1/changes/{source}/{id}/close': writes('change.run', 'own'),

  'GET /api/v1/jobs': reads('job.read'),
  'GET /api/v1/jobs/{id}': reads('job.read'),
  'DELETE /api/v1/jobs/{id}': writes('job.cancel', 'job.cancel_asked'),
  'GET /api/v1/jobs/{id}/events': reads('job.read'),
  'GET /api/v1/events': reads('fleet.read'),

  'GET /api/v1/audit': reads('audit.read'),
  'GET /api/v1/audit/state': reads('audit.read'),

  'GET /api/v1/sources': reads('source.read'),
  'POST /api/v1/sources': writes('source.manage', 'source.added'),
  'GET /api/v1/sources/{source}': reads('source.read'),
  'PATCH /api/v1/sources/{source}': writes('source.manage', 'source.changed'),
  'DELETE /api/v1/sources/{source}': writes('source.manage', 'source.removed'),
  'POST /api/v1/sources/{source}/sync': writes('stack.scan', 'source.sync_asked'),

  'GET /api/v1/channels': reads('channel.read'),
  'POST /api/v1/channels': writes('channel.manage', 'channel.added'),
  'GET /api/v1/channels/{id}': reads('channel.read'),
  'PATCH /api/v1/channels/{id}': writes('channel.manage', 'channel.changed'),
  'DELETE /api/v1/channels/{id}': writes('channel.manage', 'channel.removed'),
  'POST /api/v1/channels/{id}/test': writes('channel.manage', 'channel.tested'),
  'GET /api/v1/deliveries': reads('channel.read'),
  'POST /api/v1/deliveries/{id}/retry': writes('channel.manage', 'delivery.retried'),

  'POST /hooks/git/{source}': { ...writes('anyone', 'own'), bodyBytes: HOOK_BYTES },
  // A word is acted on by a job, with the rights of whoever said it.
  'POST /hooks/slack': writes('anyone', 'own'),
  'POST /hooks/scan': writes('stack.scan', 'stack.scan_asked'),
};

/** The key of a route in the table. Throws for one that is not there: it would be open to nobody knows whom. */
export function accessOf(method: string, path: string): RouteAccess {
  const key = `${method.toUpperCase()} ${path}`;
  const access = ROUTE_ACCESS[key];
  if (access !== undefined) return access;
  throw new Error(`The route ${key} has no entry in src/http/route-access.ts: say there who may use it.`);
}
