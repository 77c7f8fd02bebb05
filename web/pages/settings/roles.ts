import type { Grant, Role, Scope } from '../../api/types.ts';

export const ROLES: readonly Role[] = ['viewer', 'responder', 'approver', 'admin'];

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'Viewer: sees everything',
  responder: 'Responder: decides, scans, fixes',
  approver: 'Approver: approves what others decided',
  admin: 'Admin: manages sources, channels and people',
};

export const grantText = ({ team, role }: Grant): string => (team === null ? role : `${role} of ${team}`);

/** `admin, approver of payments` as grants; each line or comma is one. */
export function grantsIn(text: string): readonly Grant[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, word = part, team] = /^(\S+)\s+of\s+(.+)$/.exec(part) ?? [];
      const role = ROLES.find((known) => known === word.toLowerCase());
      if (role === undefined) throw new Error(`There is no role ${word}. There are ${ROLES.join(', ')}.`);
      return { team: team ?? null, role };
    });
}

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'Read everything that you may see',
  scan: 'Start scans',
  decide: 'Decide, and withdraw',
  approve: 'Approve what others decided',
  fix: 'Plan fixes and carry them out',
  manage: 'Change settings',
};
