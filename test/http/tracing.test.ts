import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tracesEndpoint } from '#platform/traces-endpoint.ts';
import { startTracing } from '#platform/tracing.ts';
import { pgliteForTest } from '#test/databases.ts';
import { httpServerForTest } from '#test/http-server.ts';

const CANARY = 'canary-sign-in-code-1234567890';

it('a request is told to the collector, under whoever asked, by its pattern and without what is in the path', async () => {
  const told: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.push(`${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
  expect(tracesEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBe(endpoint);
  expect(tracesEndpoint({})).toBeNull();
  const stop = startTracing(endpoint, { name: 'kedge', version: '1.2.3' });
  const database = await pgliteForTest();
  const server = await httpServerForTest({ database });
  const parent = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  await server.ask(`/sign-in/once/${CANARY}?q=${CANARY}`, { headers: parent });
  await server.close();
  await database.close();
  await stop();
  await new Promise((resolve) => collector.close(resolve));
  const sent = told.join('\n');
  expect(sent).toMatch(/^\/v1\/traces /);
  expect(sent).toContain('GET /sign-in/once/{code}');
  expect(sent).toContain('0af7651916cd43dd8448eb211c80319c');
  expect(sent).toContain('1.2.3');
  expect(sent).not.toContain(CANARY);
}, 300_000);
