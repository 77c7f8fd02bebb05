import { type AttributeGroup, holdsSecret } from './attribute-group.ts';
import { editBody } from './edit-body.ts';
import { ValueEdit } from './edit-value.ts';
import { findInstance } from './find-instance.ts';
import type { Resolver } from './resolver.ts';
import { type Outcome, refuse } from './written.ts';

/** The changes that make the code say what reality says about one attribute of one instance. */
export function settleAttribute(resolver: Resolver, group: AttributeGroup): Outcome {
  const { wanted, attribute } = group;
  if (wanted.some(holdsSecret)) {
    return refuse(
      'secret',
      `The value of ${attribute} in reality looks like a secret, and secrets are not written into code.`,
      'Keep the secret in a store for secrets and read it from there.',
    );
  }
  if (attribute === '') {
    return refuse(
      'unsupported',
      'The difference is about the resource as a whole, not about one of its values.',
      'Change the code by hand.',
    );
  }
  const instance = findInstance(resolver, group.address);
  if ('obstacle' in instance) return instance;
  const edit = new ValueEdit(resolver);
  const { blocks, scope } = instance;
  editBody(edit, resolver, { blocks, scope }, group.now, group.real, []);
  return edit.outcome();
}
