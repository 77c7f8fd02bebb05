import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { permissionRule } from '#domain/fleet/permission.ts';
import { PROBLEMS } from '../problem.ts';
import { ROUTE_ACCESS } from '../route-access.ts';
import { refName, schemaText, type SchemaNode } from './schema-text.ts';

/** What is used of an OpenAPI document. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, SchemaNode>> };
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Contents };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Contents }>
  >;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: SchemaNode;
  readonly description?: string;
}

type Contents = Readonly<Record<string, { readonly schema?: SchemaNode }>>;
type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The API for a person to read: no script, nothing from elsewhere. */
export function docsPage({ info, paths = {}, components }: ApiDocument): Html {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Listed => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const areas = Map.groupBy(all, ({ operation }) => operation.tags?.[0] ?? 'other');
  const schemas = Object.entries(components?.schemas ?? {});
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Kedge API</title>
        <link rel="stylesheet" href="/docs.css" />
      </head>
      <body>
        <header>
          <h1>Kedge API</h1>
          <p>
            Version ${info.version}. The same as a document for machines:
            <a href="/openapi.json">/openapi.json</a>.
          </p>
          <p>
            Send <code>Authorization: Bearer kdg_...</code> with a token from the settings. Lists take
            <code>limit</code> and <code>cursor</code>. Writes are JSON and take an
            <code>Idempotency-Key</code>: sent again with the same key they are answered as before and not
            carried out again.
          </p>
        </header>
        <nav>
          <ul>
            ${[...areas.keys()].map((area) => html`<li><a href="#area-${area}">${area}</a></li>`)}
            <li><a href="#problems">problems</a></li>
            <li><a href="#schemas">schemas</a></li>
          </ul>
        </nav>
        <main>
          ${[...areas].map(
            ([area, listed]) =>
              html`<h2 id="area-${area}">${area}</h2>
                ${listed.map(operationHtml)}`,
          )}
          <h2 id="problems">problems</h2>
          <dl>
            ${Object.entries(PROBLEMS).map(
              ([kind, { status, title }]) =>
                html`<dt id="${kind}"><code>${kind}</code> ${status}</dt>
                  <dd>${title}.</dd>`,
            )}
          </dl>
          <h2 id="schemas">schemas</h2>
          ${schemas.map(
            ([name, schema]) =>
              html`<section id="schema-${name}">
                <h3>${name}</h3>
                ${schemaHtml(schema)}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
}

function operationHtml({ method, path, operation }: Listed): Html {
  const { summary, description, parameters = [], requestBody, responses = {} } = operation;
  const body = requestBody?.content?.['application/json']?.schema;
  const answers = Object.entries(responses).filter(([status]) => status !== 'default');
  return html`<section>
    <h3><span class="method">${method}</span> <code>${path}</code></h3>
    <p>${summary ?? ''}${summary === undefined ? '' : '.'} ${description ?? ''}</p>
    <p class="who">${whoMay(method, path)}</p>
    ${parameters.length === 0 ? '' : parametersHtml(parameters)}
    ${
      body === undefined
        ? ''
        : html`<h4>body</h4>
            ${schemaHtml(body)}`
    }
    ${answers.map(([status, { description: said = '', content = {} }]) => {
      const schema = content['application/json']?.schema;
      return html`<h4>${status}</h4>
        <p>${said}</p>
        ${schema === undefined ? '' : schemaHtml(schema)}`;
    })}
  </section>`;
}

function whoMay(method: string, path: string): string {
  const access = ROUTE_ACCESS[`${method} ${path}`];
  if (access === undefined || access.needs === 'anyone') return 'Open to anyone.';
  if (access.needs === 'caller') return 'For whoever is signed in.';
  const { role, reach, scope } = permissionRule(access.needs);
  const where = { team: ' for the team', server: ' for all teams' }[reach];
  return `Takes the role ${role}${where}; with a token the scope ${scope}.`;
}

const parametersHtml = (parameters: readonly Parameter[]): Html =>
  html`<table>
    <tbody>
      ${parameters.map(
        ({ name, in: place, required, schema = {}, description }) =>
          html`<tr>
            <td><code>${name}</code>${required === true ? '' : '?'}</td>
            <td>${place}</td>
            <td><code>${schemaText(schema)}</code></td>
            <td>${description ?? schema.description ?? ''}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** The names of schemas lead to them. */
function schemaHtml(schema: SchemaNode): Html {
  const text = schemaText(schema);
  const only = schema.$ref === undefined ? null : refName(schema.$ref);
  return only === null
    ? html`<pre>${text}</pre>`
    : html`<pre><a href="#schema-${only}">${raw(only.replaceAll(/[^\w-]/g, ''))}</a></pre>`;
}
