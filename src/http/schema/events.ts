import { z } from 'zod';
import { SourceName, StackId } from './list.ts';

/**
 * What `GET /api/v1/events` sends: something changed, and what. The page asks again for what it shows. `reset`: events
 * were missed (a slow reader, a restart): ask again for everything. The first event is `ready`.
 */
export const FLEET_EVENTS = [
  'scan',
  'drift',
  'decision',
  'fix',
  'change',
  'job',
  'source',
  'notice',
  'reset',
] as const;

export const FleetEvent = z.object({
  kind: z.enum(FLEET_EVENTS),
  source: SourceName.nullable(),
  stack: StackId.nullable(),
  id: z.string().nullable().describe('Of the job, the decision or the change.'),
});
export type FleetEvent = z.infer<typeof FleetEvent>;
