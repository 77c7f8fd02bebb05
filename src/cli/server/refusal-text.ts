import { z } from 'zod';
import { EXIT } from '../exit-code.ts';
import type { Answer } from './ask-server.ts';
import type { Caller } from './caller.ts';
import { ServerProblem } from './server-problem.ts';
import { tokensPage } from './server-token.ts';

/** What is read of a problem of the server (RFC 9457). */
const Problem = z.object({
  title: z.string(),
  detail: z.string(),
  type: z.string(),
  instance: z.string().optional(),
  next: z.string().optional(),
  errors: z.array(z.object({ at: z.string(), problem: z.string() })).optional(),
});
type Problem = z.infer<typeof Problem>;

interface Asked {
  readonly url: string;
  readonly path: string;
  /** null: it is not known yet. */
  readonly caller: Caller | null;
}

/** What an answer other than the wanted one means, and what to do about it. */
export function refusalOf(answer: Answer, asked: Asked): ServerProblem {
  const { status, headers } = answer;
  const { url } = asked;
  if (status >= 300 && status < 400) {
    const to = URL.parse(headers.get('location') ?? '', url);
    const where = to === null ? 'elsewhere' : `to ${to.origin}`;
    return new ServerProblem(
      `${url} leads on ${where}. The token was not sent there. If that is the server, give its address.`,
    );
  }
  const read = Problem.safeParse(answer.json);
  if (!read.success) return new ServerProblem(foreign(status, asked), EXIT.error, status >= 500);
  const problem = read.data;
  switch (status) {
    case 401:
      return new ServerProblem(
        `The server at ${url} does not know this token: it has ended, was removed, or belongs to another server. Make one at ${tokensPage(url)}, and give it in KEDGE_TOKEN or with --token-file.`,
      );
    case 403:
      return new ServerProblem(notPermitted(problem, asked), EXIT.refused);
    case 409:
    case 410:
    case 422:
      return new ServerProblem(textOf(problem), EXIT.refused);
    case 421:
      return new ServerProblem(
        `The server does not answer under the name in ${url}. Its KEDGE_PUBLIC_URL says the right one.`,
      );
    case 429:
      return new ServerProblem(`${problem.detail} Ask again later.`, EXIT.error, true);
    default:
      return status >= 500
        ? new ServerProblem(failed(problem, asked), EXIT.error, true)
        : new ServerProblem(textOf(problem));
  }
}

const foreign = (status: number, { url, path, caller }: Asked): string =>
  caller === null
    ? `What answers at ${url} is not Kedge (${status} to ${path}). Look at the address.`
    : `Something between here and the server at ${url} answered in its place (${status} to ${path}). Ask again, and look at the proxy if it stays.`;

const textOf = ({ detail, next, errors = [] }: Problem): string =>
  [
    detail,
    ...errors.map(({ at, problem }) => `  ${at}: ${problem}`),
    ...(next === undefined ? [] : [next]),
  ].join('\n');

/** The server names the role and the scope; whose they are, and where a token is made, is known here. */
function notPermitted(problem: Problem, { url, caller }: Asked): string {
  const who =
    caller === null
      ? ''
      : `\nThe token is one of ${caller.name} <${caller.email}>, ${rolesText(caller.grants)}.`;
  return (
    `${problem.detail} ${problem.next ?? ''}`.trimEnd() +
    `${who} Tokens with more scopes are made at ${tokensPage(url)}.`
  );
}

function rolesText(grants: Caller['grants']): string {
  if (grants.length === 0) return 'who has no role';
  return `who is ${grants.map(({ role, team }) => `${role} ${team === null ? 'for all teams' : `of ${team}`}`).join(', ')}`;
}

const failed = ({ detail, instance }: Problem, { url }: Asked): string =>
  `The server at ${url} failed: ${detail}${instance === undefined ? '' : `\nIts log names the request as ${instance.replace(/^urn:kedge:request:/, '')}.`}`;
