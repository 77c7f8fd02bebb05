import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the next request meets; `cut` breaks the line after the request was read, without an answer. */
export type Answer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly delayMs?: number;
    }
  | 'cut'
  | 'silence';

/** A server of HTTP on the loopback that keeps what it got. */
export interface HttpReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedRequest[];
  /** For the next requests, in order; afterwards it answers as it usually does. */
  readonly answer: (...answers: readonly Answer[]) => void;
  readonly close: () => Promise<void>;
}

export async function httpReceiver(
  usually: (request: ReceivedRequest) => Answer = () => ({ status: 200 }),
): Promise<HttpReceiver> {
  const received: ReceivedRequest[] = [];
  const next: Answer[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: await readBody(request),
    };
    received.push(one);
    // What it usually does happens also when the line breaks: that is what makes a cut hard.
    const usual = usually(one);
    reply(response, next.shift() ?? usual);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    answer: (...answers) => void next.push(...answers),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  setTimeout(() => {
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body ?? '');
  }, answer.delayMs ?? 0);
}
