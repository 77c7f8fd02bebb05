import { z } from 'zod';
import { Grant, Me } from '#http/schema/access.ts';

/** Who the token speaks for. Read loosely: a newer server may say more of a grant. */
export const Caller = Me.pick({ name: true, email: true, server: true }).extend({
  grants: z.array(z.object(Grant.shape)),
});
export type Caller = z.infer<typeof Caller>;
