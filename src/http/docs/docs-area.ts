import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { answers, PROBLEM_ANSWER } from '../answers.ts';
import type { Area } from '../api.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpEnv } from '../env.ts';
import { docsPage, type ApiDocument } from './docs-page.ts';
import { DOCS_STYLE } from './docs-style.ts';

const tags = ['docs'];

const openApi = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags,
  summary: 'This API as OpenAPI 3.1',
  responses: answers(200, 'The document.', z.object({ openapi: z.string() })),
});

const page = createRoute({
  method: 'get',
  path: '/docs',
  tags,
  summary: 'This page',
  responses: { 200: { description: 'HTML.' }, default: PROBLEM_ANSWER },
});

const style = createRoute({
  method: 'get',
  path: '/docs.css',
  tags,
  summary: 'How this page looks',
  responses: { 200: { description: 'CSS.' }, default: PROBLEM_ANSWER },
});

export const docsArea =
  (app: OpenAPIHono<HttpEnv>, { version }: HttpDependencies): Area =>
  ({ route }) => {
    let made: ApiDocument | undefined;
    // When it is first asked for: then every area has registered.
    const document = () => (made ??= documentOf(app, version));
    route(openApi, (context) => context.json(document() as { openapi: string }, 200));
    route(page, (context) => context.html(docsPage(document())));
    route(style, (context) => context.body(DOCS_STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  };

function documentOf(app: OpenAPIHono<HttpEnv>, version: string): ApiDocument {
  const scheme = app.openAPIRegistry.registerComponent.bind(app.openAPIRegistry, 'securitySchemes');
  scheme('token', { type: 'http', scheme: 'bearer', description: 'An API token: kdg_...' });
  scheme('session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'kedge',
    description: 'What signing in gives a browser.',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Kedge', version, license: { name: 'Apache-2.0' } },
    security: [{ token: [] }, { session: [] }],
  });
  // As it will be sent: without what JSON cannot say.
  return JSON.parse(JSON.stringify(document)) as ApiDocument;
}
