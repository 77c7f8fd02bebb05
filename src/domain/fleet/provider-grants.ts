import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Grant, Role } from './role.ts';

/** What a value of a claim gives. One `*` in `value` stands for any text; `*` as team is that text. */
export interface ClaimRule {
  /** `groups`, or a way into objects: `resource_access.kedge.roles`. */
  readonly claim: string;
  readonly value: string;
  /** null: all teams. */
  readonly team: string | null;
  readonly role: Role;
}

/** The grants that somebody has by what the identity provider says of them. */
export const grantsByClaims = (rules: readonly ClaimRule[], claims: JsonObject): readonly Grant[] =>
  rules.flatMap((rule) => claimValues(claims, rule.claim).flatMap((value) => grantBy(rule, value)));

function grantBy({ value, team, role }: ClaimRule, said: string): readonly Grant[] {
  const star = value.indexOf('*');
  if (star < 0) return said === value ? [{ team, role }] : [];
  const [start, end] = [value.slice(0, star), value.slice(star + 1)];
  if (said.length <= start.length + end.length || !said.startsWith(start) || !said.endsWith(end)) return [];
  const caught = said.slice(start.length, said.length - end.length);
  return [{ team: team === '*' ? caught : team, role }];
}

function claimValues(claims: JsonObject, path: string): readonly string[] {
  // A claim may have dots in its own name, as namespaced ones do.
  const whole = claims[path];
  const found = whole ?? path.split('.').reduce<Json | undefined>((at, step) => stepInto(at, step), claims);
  return (Array.isArray(found) ? (found as readonly Json[]) : [found]).filter(
    (value): value is string => typeof value === 'string',
  );
}

const stepInto = (at: Json | undefined, step: string): Json | undefined =>
  at !== undefined && isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
