import { LostDatabase } from '#ports/lost-database.ts';
import type { DatabaseAddress } from './database-address.ts';

interface SaidByDriver {
  readonly code: string;
  readonly message: string;
}

function saidBy(error: unknown): SaidByDriver {
  // Several addresses of one host fail together, each with its own error.
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const told: unknown = first ?? error;
  const message = told instanceof Error ? told.message : String(told);
  const code = told instanceof Error && 'code' in told ? String(told.code) : '';
  return { code, message };
}

const NO_RIGHT = '42501';
const LOCK_TIMEOUT = '55P03';
const NO_SUCH_DATABASE = '3D000';
const WRONG_PASSWORD = /^28/;

/** Why a database cannot be opened and what to do, for the middle of a sentence. Without the password. */
export function meaningOf(error: unknown, address: DatabaseAddress): string {
  const { code, message } = saidBy(error);
  const said = address.hide(message);
  if (code === NO_RIGHT) {
    return `the user of DATABASE_URL has no right to set it up there (${said}). Grant it CREATE on the database, or let its owner run Kedge once`;
  }
  if (WRONG_PASSWORD.test(code)) return `the server refused the user (${said}). Check DATABASE_URL`;
  if (code === NO_SUCH_DATABASE) return `${said}. Create it, or check DATABASE_URL`;
  if (isLoss(code, message)) return `cannot connect (${said}). Check DATABASE_URL and that the server runs`;
  return said;
}

/** 08: connection exceptions; 57P: the server shuts down or ends the connection; the rest is the network. */
const isLoss = (code: string, message: string): boolean =>
  /^(?:08|57P|ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)/.test(code) ||
  /connection terminated|timeout exceeded when trying to connect|connection timeout|not queryable/i.test(
    message,
  );

/** An error of the connection as a sentence for a person; any other as it is. */
export function explainLoss(error: unknown, address: DatabaseAddress): unknown {
  const { code, message } = saidBy(error);
  if (code === LOCK_TIMEOUT) {
    return new Error(
      `Cannot change Kedge's memory in the ${address.name}: another Kedge has been changing it for over a minute. Nothing was changed. Look for a kedge process that was stopped, or try again.`,
      { cause: error },
    );
  }
  if (!isLoss(code, message)) return error;
  return new LostDatabase(
    `Lost Kedge's memory in the ${address.name}: ${address.hide(message)}. What was not yet confirmed counts as not stored. Check the server, then run the command again.`,
    // The driver's own error is not kept as the cause: it may quote the password.
  );
}
