import { compute } from './default-severity/compute.ts';
import { data } from './default-severity/data.ts';
import { harmless } from './default-severity/harmless.ts';
import { identity } from './default-severity/identity.ts';
import { network } from './default-severity/network.ts';
import { safeguards } from './default-severity/safeguards.ts';
import type { ShippedSeverityRule } from './severity-rules.ts';

/** The shipped rules, in the order in which they are asked. */
export const DEFAULT_SEVERITY_RULES: readonly ShippedSeverityRule[] = [
  ...harmless,
  ...network,
  ...identity,
  ...data,
  ...safeguards,
  ...compute,
];
