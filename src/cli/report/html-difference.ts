import type { Difference, Side } from '#domain/drift/report.ts';
import { CLASS_MEANING } from '#domain/drift/drift-class.ts';
import { changeOf, codeSays, remarks, type Change, type DocumentPart } from '#domain/drift/text/change.ts';
import { CLASS_LABEL } from './class-label.ts';
import { html, type Html, type HtmlPart } from './html-template.ts';
import { lineDiff, type DiffLine } from '#domain/drift/text/line-diff.ts';
import { pairText, sideText } from '#domain/drift/text/value-text.ts';

const MAX_VALUE = 1_200;
const MAX_DIFF_LINES = 40;

/** One difference as a row of the page. `short` gives the fingerprint as it can be typed. */
export function differenceHtml(difference: Difference, short: (fingerprint: string) => string): Html {
  const { severity, address, path } = difference;
  const pathHtml = path === '' ? null : html` <code class="path">${path}</code>`;
  return html`<article class="difference" data-severity="${severity}">
    <span class="badge ${severity}">${severity}</span>
    <div>
      <p class="subject"><code class="address">${address}</code>${pathHtml}</p>
      ${changeHtml(difference)}
      ${remarks(difference).map((remark) => html`<p class="note">${remark}</p> `)}${suppressedHtml(difference)}${aboutHtml(difference, short)}
    </div>
  </article> `;
}

function changeHtml(difference: Difference): Html {
  const change = changeOf(difference);
  return html`${mainHtml(change, difference)}${intentHtml(difference, change)}`;
}

function mainHtml(change: Change, difference: Difference): Html {
  switch (change.kind) {
    case 'words':
      return html`<p class="words">${change.text}</p>`;
    case 'pair':
      return pairHtml(change.before, change.after, difference);
    case 'lines':
      return html`<pre class="lines" tabindex="0">
${lineDiff(change.before, change.after, MAX_DIFF_LINES).map(diffLine)}</pre>`;
    case 'document':
      return html`<p class="words">${change.text}</p>
        <table class="parts">
          <thead>
            <tr>
              <th scope="col">inside</th>
              <th scope="col">${sideNames(difference).was}</th>
              <th scope="col">${sideNames(difference).is}</th>
            </tr>
          </thead>
          <tbody>
            ${change.parts.map(partRow)}
          </tbody>
        </table>`;
  }
}

const sideNames = (difference: Difference): { readonly was: string; readonly is: string } =>
  difference.class === 'unapplied_code' ? { was: 'reality', is: 'code' } : { was: 'state', is: 'reality' };

function pairHtml(before: Side, after: Side, difference: Difference): Html {
  const { was, is } = sideNames(difference);
  const text = pairText(before, after, MAX_VALUE);
  return html`<dl class="sides">
    <dt>${was}</dt>
    <dd class="was"><code>${text.before}</code></dd>
    <dt>${is}</dt>
    <dd class="is"><code>${text.after}</code></dd>
    ${intentRow(difference)}
  </dl>`;
}

/** The third side stands with the other two where it says a third thing. */
function intentRow(difference: Difference): Html | null {
  return codeSays(difference) === null
    ? null
    : html`<dt>code</dt>
        <dd><code>${sideText(difference.intent, MAX_VALUE)}</code></dd> `;
}

function intentHtml(difference: Difference, change: Change): Html | null {
  const says = change.kind === 'pair' ? null : codeSays(difference, MAX_VALUE);
  return says === null ? null : html`<p class="note">${says}</p>`;
}

const diffLine = ({ sign, text }: DiffLine): Html => {
  const kind = { ' ': 'same', '-': 'gone', '+': 'come', '…': 'more' }[sign];
  return html`<code class="${kind}">${`${sign} ${text}`}</code>`;
};

function partRow(part: DocumentPart): Html {
  const secret = part.before.kind === 'secret' && part.after.kind === 'secret';
  const { before, after } = pairText(part.before, part.after, MAX_VALUE);
  const cells: HtmlPart = secret
    ? html`<td colspan="2">(sensitive, changed)</td>`
    : html`<td><code>${before}</code></td>
        <td><code>${after}</code></td>`;
  return html`<tr>
    <th scope="row"><code>${part.path}</code></th>
    ${cells}
  </tr> `;
}

function suppressedHtml({ rules }: Difference): readonly Html[] {
  return rules
    .filter((rule) => rule.effect === 'suppressed')
    .map((rule) => html`<p class="note">suppressed by <code>${rule.rule}</code> ${rule.note ?? ''}</p> `);
}

function aboutHtml(difference: Difference, short: (fingerprint: string) => string): Html {
  const { code, previous_address } = difference;
  const id = short(difference.fingerprint);
  const facts: readonly (Html | null)[] = [
    html`<span title="${CLASS_MEANING[difference.class]}">${CLASS_LABEL[difference.class]}</span>`,
    code === null ? null : html`<span><code>${`${code.file}:${code.line}`}</code></span>`,
    previous_address === null ? null : html`<span>moved from <code>${previous_address}</code></span>`,
    html`<span><code title="${`kedge explain ${id}`}">${id}</code></span>`,
  ];
  return html`<p class="about-it">${facts}</p>`;
}
