import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { identityText } from '#domain/decision/identity.ts';
import type { Caller } from '#domain/fleet/caller.ts';
import type { JsonObject } from '#domain/json.ts';

/** What a request carries with it on its way through the server. */
export interface HttpEnv {
  readonly Bindings: {
    /** Not there when a test asks the app without a socket. */
    readonly incoming?: IncomingMessage;
  };
  Variables: {
    requestId: string;
    /** The pattern, such as `/api/v1/stacks/{source}`: the path itself may hold what nobody should log. */
    route?: string;
    caller?: Caller;
    /** What a write was about, for its entry in the audit log; without it the entry has the names in the path. */
    audited?: { readonly subject: string; readonly details?: JsonObject };
    /** What a page has to send with its writes; only with a session. */
    csrf?: string;
  };
}

export type HttpContext = Context<HttpEnv>;

/** Who asks. Only for routes that need somebody. */
export function callerOf(context: HttpContext): Caller {
  const caller = context.get('caller');
  if (caller === undefined) throw new Error('This route is open to anyone, so nobody is known to be asking.');
  return caller;
}

/** `Name <email>`: who acts, for decisions and the audit log. */
export function actorOf(context: HttpContext): string {
  return identityText(callerOf(context));
}
