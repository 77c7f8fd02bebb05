import type { Declaration } from './declaration.ts';

/** What a change holds from its start until it is closed: nobody else changes it meanwhile. */
export const lockKeys = ({ stacks, services }: Pick<Declaration, 'stacks' | 'services'>): readonly string[] =>
  [
    ...new Set([
      ...stacks.map((stack) => `stack ${stack}`),
      ...services.map((service) => `service ${service}`),
    ]),
  ].toSorted();

/** Who holds a key already. */
export interface LockHolder {
  readonly key: string;
  readonly change: string;
  readonly owner: string;
  readonly channel: string;
  readonly since: string;
}

export const heldText = ({ key, change, owner, channel, since }: LockHolder): string =>
  `The ${key} is held by the change ${change} of ${owner} since ${since}. One change at a time: talk to them in ${channel}, or wait until it is closed.`;
