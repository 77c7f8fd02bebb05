import type { Role } from './role.ts';

/** What an API token may be limited to. */
export const SCOPES = ['read', 'scan', 'decide', 'approve', 'fix', 'manage'] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * Where a role has to be held. `team`: for the team of what is asked for, so whoever answers filters by it. `server`:
 * for all teams, because what is done reaches all of them.
 */
export type Reach = 'team' | 'server';

interface PermissionRule {
  /** The least role. */
  readonly role: Role;
  readonly reach: Reach;
  /** What a token needs besides. */
  readonly scope: Scope;
  readonly meaning: string;
}

/** Every permission, and who has it. Which route asks for which stands in `src/http/route-access.ts`. */
export const PERMISSIONS = {
  'fleet.read': {
    role: 'viewer',
    reach: 'team',
    scope: 'read',
    meaning: 'see stacks, scans, drift and figures',
  },
  'decision.read': {
    role: 'viewer',
    reach: 'team',
    scope: 'read',
    meaning: 'see decisions and their evidence',
  },
  'job.read': {
    role: 'viewer',
    reach: 'team',
    scope: 'read',
    meaning: 'see work that waits, runs or has ended',
  },
  'source.read': { role: 'viewer', reach: 'team', scope: 'read', meaning: 'see where stacks come from' },
  'audit.read': { role: 'viewer', reach: 'server', scope: 'read', meaning: 'read the audit log' },
  'metrics.read': {
    role: 'viewer',
    reach: 'server',
    scope: 'read',
    meaning: 'read the metrics of the server',
  },
  'channel.read': { role: 'viewer', reach: 'server', scope: 'read', meaning: 'see where notices go' },
  'stack.scan': { role: 'responder', reach: 'team', scope: 'scan', meaning: 'start a scan' },
  'drift.decide': {
    role: 'responder',
    reach: 'team',
    scope: 'decide',
    meaning: 'decide about drift, and withdraw',
  },
  'fix.run': {
    role: 'responder',
    reach: 'team',
    scope: 'fix',
    meaning: 'plan a fix, and carry out what was shown',
  },
  'job.cancel': { role: 'responder', reach: 'team', scope: 'fix', meaning: 'stop work that waits or runs' },
  'decision.approve': {
    role: 'approver',
    reach: 'team',
    scope: 'approve',
    meaning: 'approve what somebody else decided',
  },
  'change.read': {
    role: 'viewer',
    reach: 'team',
    scope: 'read',
    meaning: 'see changes, their watches and records',
  },
  'change.run': {
    role: 'responder',
    reach: 'team',
    scope: 'fix',
    meaning: 'open, check, start, hold, take back and close changes',
  },
  'change.approve': {
    role: 'approver',
    reach: 'team',
    scope: 'approve',
    meaning: 'approve the change of somebody else',
  },
  'source.manage': {
    role: 'admin',
    reach: 'server',
    scope: 'manage',
    meaning: 'add, change and remove sources',
  },
  'channel.manage': {
    role: 'admin',
    reach: 'server',
    scope: 'manage',
    meaning: 'add, change, test and remove channels',
  },
  'people.manage': {
    role: 'admin',
    reach: 'server',
    scope: 'manage',
    meaning: 'add people, give and take roles',
  },
} as const satisfies Readonly<Record<string, PermissionRule>>;

export type Permission = keyof typeof PERMISSIONS;

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as readonly Permission[];

export const permissionRule = (permission: Permission): PermissionRule => PERMISSIONS[permission];
