import { createHash } from 'node:crypto';
import type { Difference, Report } from '#domain/drift/report.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { STACK_STATUSES, type StackStatus } from '#domain/drift/stack-status.ts';
import { differenceHtml } from './html-difference.ts';
import { SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import { Html, html } from './html-template.ts';
import type { RenderOptions } from './render-options.ts';
import { viewOf, type ReportView, type StackView } from './report-view.ts';
import { counted, nextStep, number, stacksText, summaryParts, suppressedText } from './summary-text.ts';

export type HtmlOptions = Pick<RenderOptions, 'showSuppressed' | 'times'>;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, sent or framed; only the page's own style and script run, and those by their hash. */
const POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** Written byte for byte: the policy's hashes are of exactly this text. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const SCRIPT_ELEMENT = new Html(`<script>${SCRIPT}</script>`);

const OPEN = new Html('open');
/** A longer list of stacks that are in sync is folded. */
const MAX_QUIET_OPEN = 10;

const STATUS_LABEL: Readonly<Record<StackStatus, string>> = {
  drifted: 'drifted',
  unknown: 'unknown',
  in_sync: 'in sync',
};

/** One self-contained page that needs neither a network nor a script to be read. */
export function renderHtml(report: Report, options: HtmlOptions): string {
  const view = viewOf(report);
  const quiet = view.stacks.filter((stack) => isQuiet(stack, options.showSuppressed));
  const loud = view.stacks.filter((stack) => !quiet.includes(stack));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>Kedge: ${stacksText(view)}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        ${headerHtml(view, options.times)}
        <main>
          ${filterHtml()}
          ${loud.map((stack) => stackHtml(stack, view, options.showSuppressed))}${quietHtml(quiet)}
        </main>
        ${footerHtml(view, options.showSuppressed)} ${SCRIPT_ELEMENT}
      </body>
    </html>`;
  return `${page.markup}\n`;
}

function headerHtml(view: ReportView, times: boolean): Html {
  const { tool, scanned_at } = view.report;
  const when = times && scanned_at !== undefined ? ` · ${scanned_at}` : '';
  const [verdict = '', ...facts] = summaryParts(view);
  return html`<header>
    <p class="brand">Kedge drift report${when} · version ${tool.version}</p>
    <h1>${verdict.charAt(0).toUpperCase() + verdict.slice(1)}</h1>
    <p class="facts">${facts.join(' · ')}</p>
    ${barHtml(view)}
  </header>`;
}

/** The share of each status; the same numbers stand in words above it. */
function barHtml({ report }: ReportView): Html | null {
  const { stacks } = report.summary;
  if (stacks.total === 0) return null;
  let x = 0;
  const parts = STACK_STATUSES.map((status) => {
    const width = (stacks[status] / stacks.total) * 1000;
    const rect = html`<rect class="fill-${status}" x="${x}" y="0" width="${width}" height="8" />`;
    x += width;
    return rect;
  });
  return html`<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
    ${parts}
  </svg>`;
}

function filterHtml(): Html {
  const boxes = SEVERITIES.map(
    (severity) =>
      html`<label><input type="checkbox" name="severity" value="${severity}" checked /> ${severity}</label> `,
  );
  return html`<div id="filter" role="search" hidden>
    <input
      type="search"
      id="words"
      aria-label="Filter by stack, address, path or value"
      placeholder="Filter by stack, address, path or value"
      autocomplete="off"
    />
    ${boxes}<span id="found" role="status"></span>
  </div>`;
}

/** In sync with nothing else to say: these share one list. */
function isQuiet({ stack, apart, suppressed }: StackView, showSuppressed: boolean): boolean {
  const details = apart.length + stack.warnings.length + stack.moves.length;
  return stack.status === 'in_sync' && details === 0 && !(showSuppressed && suppressed.length > 0);
}

function stackHtml(view: StackView, { short }: ReportView, showSuppressed: boolean): Html {
  const { stack, drift, apart, suppressed } = view;
  const rows = (differences: readonly Difference[]): readonly Html[] =>
    differences.map((difference) => differenceHtml(difference, short));
  const section = (title: string, differences: readonly Difference[]): Html | null =>
    differences.length === 0
      ? null
      : html`<section>
          <h3>${title}</h3>
          ${rows(differences)}
        </section> `;
  return html`<details class="stack" data-name="${stack.id}" ${stack.status === 'in_sync' ? null : OPEN}>
    <summary>
      ${stateHtml(stack.status)} <span class="name"><code>${stack.id}</code></span>
      <span class="about">${aboutStack(view)}</span>
    </summary>
    <div class="inside">
      ${causeHtml(view)}${drift.length === 0 ? null : html`<section>${rows(drift)}</section> `}${section('Reported apart (not drift)', apart)}${
        showSuppressed ? section('Suppressed by rules', suppressed) : null
      }${stack.warnings.map((warning) => html`<p class="warning">warning: ${warning}</p> `)}${stack.moves.map(
        ({ from, to }) => html`<p class="note">moved: <code>${from}</code> to <code>${to}</code></p> `,
      )}
    </div>
  </details> `;
}

const stateHtml = (status: StackStatus): Html =>
  html`<span class="state ${status}">${STATUS_LABEL[status]}</span>`;

function aboutStack({ stack, drift, apart }: StackView): string {
  return [
    stack.unknown === null ? '' : stack.unknown.code,
    drift.length > 0 ? counted(drift.length, 'difference') : '',
    apart.length > 0 ? `${number(apart.length)} reported apart` : '',
    `${counted(stack.resources_read, 'resource')} read`,
    stack.engine === null ? '' : `${stack.engine.name} ${stack.engine.version}`,
  ]
    .filter((fact) => fact !== '')
    .join(' · ');
}

function causeHtml({ stack }: StackView): Html | null {
  const cause = stack.unknown;
  if (cause === null) return null;
  const lines = (cause.detail ?? '').split(/\r?\n/).map((line) => html`<code>${line}</code>`);
  return html`<div class="cause">
    <p>${cause.sentence}</p>
    ${cause.missing_action === null ? null : html`<p>Missing action: <code>${cause.missing_action}</code></p>`}
    ${cause.detail === null ? null : html`<pre class="detail" tabindex="0">${lines}</pre>`}
    <p><strong>Next:</strong> ${cause.next}</p>
  </div> `;
}

function quietHtml(quiet: readonly StackView[]): Html | null {
  if (quiet.length === 0) return null;
  const items = quiet.map(
    ({ stack }) => html`<li><code>${stack.id}</code> ${counted(stack.resources_read, 'resource')} read</li> `,
  );
  return html`<details class="stack" data-name="" ${quiet.length > MAX_QUIET_OPEN ? null : OPEN}>
    <summary>${stateHtml('in_sync')} <span class="name">${counted(quiet.length, 'stack')}</span></summary>
    <div class="inside">
      <ul class="quiet">
        ${items}
      </ul>
    </div>
  </details>`;
}

function footerHtml(view: ReportView, showSuppressed: boolean): Html {
  const suppressed = suppressedText(view);
  const next = nextStep(view);
  const hint = showSuppressed ? '.' : '; --no-suppress shows them.';
  return html`<footer>
    ${suppressed === '' ? null : html`<p>${suppressed}${hint}</p>`}
    ${next === null ? null : html`<p>Next: <code>${next}</code></p>`}
  </footer>`;
}
