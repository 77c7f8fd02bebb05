import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpReceiver, type HttpReceiver } from '#test/http-receiver.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge, tokenFrom } from '#test/served-kedge.ts';
import { createFlow, LIGHT } from '../remedy-flow/flow-fixture.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe.skipIf(missing !== null)(`traces of jobs${because(missing)}`, () => {
  it('are told to the collector and linked to the request, or the job, that asked for them', async () => {
    const collector = await httpReceiver(() => ({ status: 200, body: '{}' }));
    try {
      const flow = await createFlow({
        stacks: ['a'],
        files: { 'a/main.tf': `${LIGHT}\nresource "light_thing" "it" {\n  name = "canary-of-a-value"\n}\n` },
      });
      const served = await serveKedge(flow, {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: '200',
      });
      const token = await tokenFrom(served);
      const added = await fetch(`${served.url}/api/v1/sources`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
        },
        body: JSON.stringify({ kind: 'folder', name: 'shop', folder: flow.repo }),
      });
      expect(added.status).toBe(201);
      const scan = await spanOf(collector, 'job scan-stack');
      const spans = spansIn(collector);
      const request = spans.find(({ name }) => name === 'POST /api/v1/sources');
      const sync = spans.find(({ name }) => name === 'job sync-source');
      expect(request?.traceId).toBe(TRACE);
      expect(sync?.links).toMatchObject([{ traceId: TRACE, spanId: request?.spanId }]);
      expect(factsOf(sync)).toMatchObject({ 'kedge.source': 'shop', 'kedge.outcome': 'done' });
      expect(scan.links).toMatchObject([{ traceId: sync?.traceId, spanId: sync?.spanId }]);
      expect(factsOf(scan)).toMatchObject({
        'kedge.task': 'scan-stack',
        'kedge.stack': 'a',
        'kedge.attempt': '1',
        'kedge.outcome': 'in_sync',
      });
      const said = collector.received.map(({ body }) => body).join('\n');
      for (const canary of ['canary-of-a-value', token, '@']) expect(said).not.toContain(canary);
    } finally {
      await collector.close();
    }
  }, 600_000);
});

const Value = z.object({ stringValue: z.string().optional(), intValue: z.coerce.string().optional() });
const Span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).optional(),
  attributes: z.array(z.object({ key: z.string(), value: Value })),
});
type Span = z.infer<typeof Span>;
const Sent = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
});

const spansIn = ({ received }: HttpReceiver): readonly Span[] =>
  received.flatMap(({ body }) =>
    Sent.parse(JSON.parse(body)).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

const factsOf = (span: Span | undefined): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    (span?.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  );

async function spanOf(collector: HttpReceiver, name: string): Promise<Span> {
  const end = performance.now() + 300_000;
  for (;;) {
    const found = spansIn(collector).find((span) => span.name === name);
    if (found !== undefined) return found;
    if (performance.now() > end)
      throw new Error(`There was no ${name}: ${JSON.stringify(spansIn(collector))}`);
    await sleep(100);
  }
}
