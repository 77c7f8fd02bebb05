/** What a person may do, each with all that stands before it. */
export const ROLES = ['viewer', 'responder', 'approver', 'admin'] as const;

export type Role = (typeof ROLES)[number];

export const ROLE_MEANING: Readonly<Record<Role, string>> = {
  viewer: 'sees stacks, drift, decisions and the audit log',
  responder: 'decides about drift, starts scans, plans and carries out fixes',
  approver: 'approves what somebody else decided',
  admin: 'manages sources, channels, people and tokens',
};

/** One role for one team; null: for all teams, and for stacks that no team owns. */
export interface Grant {
  readonly team: string | null;
  readonly role: Role;
}

export const roleIsAtLeast = (role: Role, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);
