import { type AttributePath, type PathStep, valueAt } from '../drift/attribute-path.ts';
import { type Json, isObject } from '../json.ts';
import { isPairValueKey, pairName } from './named-pair.ts';
import type { SecretContext } from './redact-value.ts';
import { describesSecret, namesSecret, namesSecretGroup } from './secret-name.ts';
import { type Mask, maskAt } from './sensitive-mask.ts';

/**
 * What is known about the value at the path: its mask, and the name that tells whether it is secret. `root` is the whole
 * resource on that side; the name may stand beside the value (`{ name: "DB_PASSWORD", value: "x" }`) or above it
 * (`passwords[0]`, `credentials.smtp`).
 */
export function contextAt(root: Json | undefined, path: AttributePath, mask: Mask): SecretContext {
  const own = ownName(root, path);
  const at = maskAt(mask, path);
  return { ...(own === undefined ? {} : { name: own }), ...(at === undefined ? {} : { mask: at }) };
}

function ownName(root: Json | undefined, path: AttributePath): string | undefined {
  const last = path.findLastIndex((step) => stepName(step) !== undefined);
  const step = path[last];
  const name = step && stepName(step);
  if (name === undefined) return undefined;
  if (isPairValueKey(name)) {
    const around = valueAt(root, path.slice(0, last));
    const pair = isObject(around) ? pairName(around)?.name : undefined;
    if (pair !== undefined) return pair;
  }
  if (namesSecret(name) || describesSecret(name)) return name;
  const group = path
    .slice(0, last)
    .map(stepName)
    .find((above) => above !== undefined && namesSecretGroup(above));
  return group ?? name;
}

function stepName(step: PathStep): string | undefined {
  switch (step.kind) {
    case 'attribute':
      return step.name;
    case 'key':
      return step.key;
    case 'index':
    case 'element':
      return undefined;
  }
}
