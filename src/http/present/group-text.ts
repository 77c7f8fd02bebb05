import { causePath } from '#domain/drift/life/drift-cause.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { FleetDriftGroup } from '#ports/fleet-reads.ts';

const counted = (count: number, what: string): string =>
  count === 1 ? `1 ${what}` : `${count.toLocaleString('en')} ${what}s`;

/** `12 resources in 4 stacks: aws_security_group ingress[].cidr_blocks changed the same way`. */
export function groupText({ first: { difference }, resources, stacks }: FleetDriftGroup): string {
  const where = stacks > 1 ? ` in ${counted(stacks, 'stack')}` : '';
  const path = difference.path === '' ? '' : ` ${visible(causePath(difference))}`;
  const what = difference.class === 'unapplied_code' ? `${difference.change} in the code` : difference.change;
  return `${counted(resources, 'resource')}${where}: ${visible(difference.resource_type)}${path} ${what} the same way`;
}
