import type { Scope } from './permission.ts';

/** Lets a program act as a person, within scopes. */
export interface ApiToken {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
}

/** What every token begins with: a scanner for secrets knows it by this. */
export const TOKEN_PREFIX = 'kdg_';

export const LONGEST_TOKEN_DAYS = 366;

export const tokenIsValid = ({ expiresAt }: ApiToken, now: string): boolean => now < expiresAt;
