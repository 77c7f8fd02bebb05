import type { ChangeWhole, MetricPower } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { durationText } from '../../text/age.ts';
import { sentence } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import styles from './change.module.css';

const RESULT_WORDS = { passed: 'Green', failed: 'Red', unknown: 'Unknown' } as const;

/** What was asked before the start, what was found, and when. */
export function ChecksPanel({ change }: { readonly change: ChangeWhole }) {
  const { checks, approvals, power, may_start } = change;
  return (
    <Panel title="Checks" note={checks === null ? undefined : <CheckedAt checks={checks} />}>
      {checks === null ? (
        <p className={styles.none}>They were not run yet. Nothing starts without them.</p>
      ) : (
        <ul className={styles.checks}>
          {checks.results.map(({ name, result, text }) => (
            <li key={name} data-result={result}>
              <span className={styles.result}>
                <i aria-hidden="true" />
                {RESULT_WORDS[result]}
              </span>
              <b>{name}</b>
              <p>{sentence(text)}</p>
            </li>
          ))}
        </ul>
      )}
      {approvals.given.length > 0 && <Approvals approvals={approvals} />}
      {power.length > 0 && <Power power={power} />}
      {may_start !== null && !may_start.may && may_start.obstacles.length > 0 && (
        <Obstacles obstacles={may_start.obstacles} />
      )}
    </Panel>
  );
}

const CheckedAt = ({ checks }: { readonly checks: NonNullable<ChangeWhole['checks']> }) => (
  <>
    asked <Ago at={checks.at} />
  </>
);

const Approvals = ({ approvals }: { readonly approvals: ChangeWhole['approvals'] }) => (
  <ul className={styles.approvals} aria-label="Approvals">
    {approvals.given.map(({ by, at, reason, counts }) => (
      <li key={`${by} ${at}`} data-counts={counts}>
        Approved by <b>{personName(by)}</b> <Ago at={at} />
        {reason !== null && `: ${reason}`}
        {!counts && ' (does not count: it is of another declaration)'}
      </li>
    ))}
  </ul>
);

const Obstacles = ({ obstacles }: { readonly obstacles: readonly string[] }) => (
  <details className={styles.obstacles} open={obstacles.length <= 4}>
    <summary>What stands against a start</summary>
    <ul>
      {obstacles.map((obstacle) => (
        <li key={obstacle}>{obstacle}</li>
      ))}
    </ul>
  </details>
);

/** The most columns that fit; the last is always one of them. */
const MOST_TIMES = 5;

/** With the data there is, what change would be seen after how long. */
function Power({ power }: { readonly power: readonly MetricPower[] }) {
  const all = power.find(({ rows }) => rows.length > 0)?.rows.map(({ after_ms }) => after_ms) ?? [];
  const times = all.slice(-MOST_TIMES);
  return (
    <div className={styles.power} role="region" aria-label="What would be seen" tabIndex={0}>
      <p>
        What would be seen <small>in four of five watches, with the data that there is</small>
      </p>
      {times.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              {times.map((ms) => (
                <th key={ms} scope="col">
                  after {durationText(ms)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {power.map(({ name, rows }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {times.map((ms) => (
                  <td key={ms}>{shareText(rows.find(({ after_ms }) => after_ms === ms)?.share ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {power.map(({ name, refusal }) =>
        refusal === null ? null : (
          <p key={name} className={styles.refusal}>
            {refusal}
          </p>
        ),
      )}
    </div>
  );
}

const shareText = (share: number | null): string =>
  share === null ? '–' : `${(100 * share).toFixed(share < 0.095 ? 1 : 0)} %`;
