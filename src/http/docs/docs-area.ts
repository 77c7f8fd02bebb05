import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { answers } from '../answers.ts';
import type { Area } from '../api.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpEnv } from '../env.ts';

const openApi = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['docs'],
  summary: 'This API as OpenAPI 3.1',
  responses: answers(200, 'The document.', z.looseObject({ openapi: z.string() })),
});

export const docsArea =
  (app: OpenAPIHono<HttpEnv>, { version }: HttpDependencies): Area =>
  ({ route }) => {
    let document: { openapi: string } | undefined;
    route(openApi, (context) => {
      // Made when it is first asked for: then every area has registered.
      document ??= app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Kedge', version, license: { name: 'Apache-2.0' } },
      });
      return context.json(document, 200);
    });
  };
