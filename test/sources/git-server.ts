import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Git's own server behind a password, on loopback. */
export interface GitServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Names of users that asked with the right password; `null`: nobody or the wrong one. */
  readonly asked: (string | null)[];
  /** In place of Git, for the next requests; null: Git again. */
  answerWith(answer: ((request: IncomingMessage, response: ServerResponse) => void) | null): void;
  close(): Promise<void>;
}

export async function startGitServer(root: string, password: string): Promise<GitServer> {
  const asked: (string | null)[] = [];
  let other: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
  const server = createServer((request, response) => {
    const user = userOf(request, password);
    asked.push(user);
    if (other !== null) other(request, response);
    else if (user === null) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    else void serve(root, user, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answerWith: (answer) => {
      other = answer;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function userOf({ headers }: IncomingMessage, password: string): string | null {
  const given = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString('utf8');
  return given.endsWith(`:${password}`) ? given.slice(0, given.length - password.length - 1) : null;
}

async function serve(
  root: string,
  user: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x');
  const child = spawn('git', ['-c', 'http.receivepack=true', '-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: user,
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const out = Buffer.from(await text(child.stdout.setEncoding('latin1')), 'latin1');
  const end = out.indexOf('\r\n\r\n');
  for (const line of out.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/);
    if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
    else response.setHeader(name, value);
  }
  response.end(out.subarray(end + 4));
}
